package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.alert.Silence;
import io.inferencegateway.gateway.alert.Silences;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Silences: who is not to be told of what, for how long. */
final class SilenceResource {
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int MOST_REASON = 500;
    private static final int MOST_ACTOR = 100;
    private static final int MOST_VALUE = 64;

    private final AdminDependencies needs;
    private final Silences silences;

    SilenceResource(AdminDependencies needs) {
        this.needs = needs;
        this.silences = needs.alerts().silences();
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/silences", this::list),
                Operation.post("/api/v1/silences", this::create),
                Operation.get("/api/v1/silences/{silence}", ctx -> Answers.json(ctx, 200, shown(silence(ctx)))),
                Operation.delete("/api/v1/silences/{silence}", this::delete));
    }

    private void list(RoutingContext ctx) {
        Parameters.allow(ctx, "state");
        String wanted = Parameters.text(ctx, "state");
        if (wanted != null && !wanted.equals("pending") && !wanted.equals("active")) {
            throw Parameters.invalid("state", "state must be one of pending, active");
        }
        Instant now = needs.clock().instant();
        List<Silence> shown = silences.all().stream()
                .filter(silence -> now.isBefore(silence.until()))
                .filter(silence -> wanted == null || wanted.equals(state(silence, now)))
                .toList();
        Answers.json(ctx, 200, Answers.list("silences", shown, this::shown));
    }

    private void create(RoutingContext ctx) {
        JsonBody body = JsonBody.required(ctx);
        Instant now = needs.clock().instant();
        Map<String, String> matchers = matchers(body);
        Instant from = body.parsed("from", SilenceResource::time, now, true);
        Instant until = until(body, from, now);
        String actor = AccessGuard.actor(ctx, body.note("actor", MOST_ACTOR));
        String reason = body.note("reason", MOST_REASON);
        if (reason == null || reason.isBlank()) {
            body.reject("reason", "reason is missing: it tells others why nobody hears of these alerts");
        }
        body.check();
        if (silences.all().size() >= Silences.MOST) {
            throw Problem.of(409, "there are " + Silences.MOST + " silences already; delete one")
                    .asException();
        }
        Silence silence =
                new Silence(UUID.randomUUID().toString(), matchers, from, until, String.valueOf(reason), actor);
        ctx.response().putHeader("Location", "/api/v1/silences/" + silence.id());
        Answers.json(ctx, 201, silences.add(silence).map(this::shown));
    }

    private static Map<String, String> matchers(JsonBody body) {
        Map<String, String> matchers = new TreeMap<>();
        String known = String.join(", ", Silence.LABELS);
        JsonObject given = body.object("matchers");
        if (given == null || given.isEmpty()) {
            body.reject("matchers", "matchers must be an object with one or more of " + known);
            return matchers;
        }
        for (String name : given.fieldNames()) {
            Object value = given.getValue(name);
            boolean fits = value instanceof Integer
                    || (value instanceof String text && !text.isEmpty() && text.length() <= MOST_VALUE);
            if (!Silence.LABELS.contains(name)) {
                body.reject("matchers", "'" + name + "' is no matcher; there are " + known);
            } else if (!fits) {
                body.reject("matchers/" + name, name + " must be a text of 1 to " + MOST_VALUE + " characters");
            } else {
                matchers.put(name, value.toString());
            }
        }
        return matchers;
    }

    private static Instant until(JsonBody body, Instant from, Instant now) {
        if (body.has("until") == body.has("for")) {
            body.reject("until", "give either until, a time, or for, a duration such as 2h");
            return from.plusSeconds(1);
        }
        Instant until = body.has("until")
                ? body.parsed("until", SilenceResource::time, from.plusSeconds(1), false)
                : from.plus(body.parsed("for", Quantities::duration, Duration.ofSeconds(1), false));
        String field = body.has("until") ? "until" : "for";
        if (!until.isAfter(from) || !until.isAfter(now)) {
            body.reject(field, "a silence must end after it begins, and in the future");
            return from.plusSeconds(1);
        }
        if (Duration.between(now, until).compareTo(LONGEST) > 0) {
            body.reject(
                    field, "a silence may end in " + LONGEST.toDays() + "d at most; make a rule less severe instead");
            return from.plusSeconds(1);
        }
        return until;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no time such as 2026-11-24T12:00:00Z", e);
        }
    }

    private void delete(RoutingContext ctx) {
        Silence silence = silence(ctx);
        silences.remove(silence.id())
                .onSuccess(gone -> ctx.response().setStatusCode(204).end())
                .onFailure(ctx::fail);
    }

    private Silence silence(RoutingContext ctx) {
        String id = Parameters.path(ctx, "silence");
        return silences.find(id)
                .orElseThrow(() -> Problem.of(404, "there is no silence '" + id + "'; /api/v1/silences lists them")
                        .asException());
    }

    private static String state(Silence silence, Instant now) {
        return silence.isActive(now) ? "active" : "pending";
    }

    private JsonObject shown(Silence silence) {
        JsonObject matchers = new JsonObject();
        silence.matchers().forEach(matchers::put);
        return new JsonObject()
                .put("id", silence.id())
                .put("matchers", matchers)
                .put("from", silence.from().toString())
                .put("until", silence.until().toString())
                .put("state", state(silence, needs.clock().instant()))
                .put("reason", silence.reason())
                .put("actor", silence.actor())
                .put(
                        "alerts",
                        needs.alerts().all().stream().filter(silence::covers).count());
    }
}
