package io.inferencegateway.gateway.control;

import io.inferencegateway.monitoring.usage.CallerUsage;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** How usage lies in the store: one document for each hour and day of a model. Pure. */
final class StoredUsage {
    private StoredUsage() {}

    /** @param isDay a day, else an hour */
    record Name(String model, boolean isDay, long startMillis) {
        static Name hour(String model, long startMillis) {
            return new Name(model, false, startMillis);
        }

        static Name day(String model, long startMillis) {
            return new Name(model, true, startMillis);
        }

        String text() {
            return model + (isDay ? "/day/" : "/hour/") + startMillis;
        }

        static Name parse(String text) {
            String[] parts = text.split("/", -1);
            if (parts.length != 3 || !List.of("day", "hour").contains(parts[1])) {
                throw new IllegalArgumentException("not the name of a stretch of usage: " + text);
            }
            return new Name(parts[0], parts[1].equals("day"), Long.parseLong(parts[2]));
        }
    }

    static JsonObject encode(Usage usage) {
        JsonArray callers = new JsonArray();
        usage.busiest()
                .forEach(each -> callers.add(new JsonArray()
                        .add(each.caller())
                        .add(each.requests())
                        .add(each.overcount())
                        .add(each.errors())
                        .add(each.requestBytes())
                        .add(each.responseBytes())));
        return new JsonObject()
                .put("requests", usage.requests())
                .put("forgotten", usage.forgotten())
                .put("callers", callers);
    }

    static Usage decode(JsonObject document) {
        List<CallerUsage> callers = new ArrayList<>();
        for (Object each : document.getJsonArray("callers")) {
            JsonArray row = (JsonArray) each;
            callers.add(new CallerUsage(
                    row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
        }
        return new Usage(document.getLong("requests"), document.getLong("forgotten"), callers);
    }

    static int hoursOf(JsonObject document) {
        return document.getInteger("hours");
    }
}
