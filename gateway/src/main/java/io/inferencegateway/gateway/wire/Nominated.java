package io.inferencegateway.gateway.wire;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The field names that a message's Connection field takes for itself. Names that a recipient depends on are not obeyed:
 * a caller could otherwise strip what an earlier proxy, or this one, put there for the upstream to rely on.
 */
public final class Nominated {
    private static final Nominated NOTHING = new Nominated(List.of());

    private final List<String> names;

    private Nominated(List<String> names) {
        this.names = names;
    }

    static Nominated in(MultiMap fields) {
        String first = fields.get(HttpHeaders.CONNECTION);
        if (first == null || isOption(first)) {
            // One field with one usual option is nearly every message; a second field is found by the slow path only.
            return first == null || fields.getAll(HttpHeaders.CONNECTION).size() == 1
                    ? NOTHING
                    : parse(fields.getAll(HttpHeaders.CONNECTION));
        }
        return parse(fields.getAll(HttpHeaders.CONNECTION));
    }

    boolean contains(CharSequence name) {
        for (int i = 0; i < names.size(); i++) {
            if (AsciiString.contentEqualsIgnoreCase(names.get(i), name)) {
                return true;
            }
        }
        return false;
    }

    private static Nominated parse(List<String> lines) {
        List<String> names = new ArrayList<>();
        for (String line : lines) {
            int start = 0;
            while (start <= line.length()) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                @Nullable String name = nameIn(line.substring(start, end).trim());
                if (name != null) {
                    names.add(name);
                }
                start = end + 1;
            }
        }
        return names.isEmpty() ? NOTHING : new Nominated(names);
    }

    private static @Nullable String nameIn(String option) {
        return option.isEmpty() || isOption(option) || FieldRole.of(option) != FieldRole.END_TO_END ? null : option;
    }

    private static boolean isOption(String option) {
        return option.equalsIgnoreCase("keep-alive") || option.equalsIgnoreCase("close");
    }
}
