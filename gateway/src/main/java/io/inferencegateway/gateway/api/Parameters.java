package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.api.Problem.FieldError;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads path and query parameters; what it cannot read is a 400 that names the parameter. */
final class Parameters {
    private Parameters() {}

    /** A path parameter, which the route guarantees. */
    static String path(RoutingContext ctx, String name) {
        String value = ctx.pathParam(name);
        if (value == null) {
            throw new IllegalStateException("route " + ctx.currentRoute() + " has no parameter " + name);
        }
        return value;
    }

    /** @throws ProblemException 400 where the query has a parameter that is not {@code known}: a typo filters nothing */
    static void allow(RoutingContext ctx, String... known) {
        for (String name : ctx.queryParams().names()) {
            if (!Set.of(known).contains(name)) {
                String list = known.length == 0 ? "none" : String.join(", ", new TreeSet<>(List.of(known)));
                throw invalid(name, "unknown parameter; known: " + list);
            }
        }
    }

    static @Nullable String text(RoutingContext ctx, String name) {
        List<String> values = ctx.queryParam(name);
        if (values.size() > 1) {
            throw invalid(name, name + " may be given once");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    static OptionalLong whole(RoutingContext ctx, String name, long lowest, long highest) {
        String value = text(ctx, name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value.matches("\\d{1,18}")) {
            long number = Long.parseLong(value);
            if (number >= lowest && number <= highest) {
                return OptionalLong.of(number);
            }
        }
        throw invalid(name, name + " must be a whole number from " + lowest + " to " + highest);
    }

    static OptionalInt integer(RoutingContext ctx, String name, int lowest, int highest) {
        OptionalLong value = whole(ctx, name, lowest, highest);
        return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }

    static OptionalDouble atLeastZero(RoutingContext ctx, String name) {
        String value = text(ctx, name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value.matches("\\d{1,12}(\\.\\d{1,9})?")) {
            return OptionalDouble.of(Double.parseDouble(value));
        }
        throw invalid(name, name + " must be a number of at least 0");
    }

    /** ISO 8601 or seconds since the epoch, as Prometheus takes them. */
    static Instant instant(RoutingContext ctx, String name, Instant fallback) {
        String text = text(ctx, name);
        if (text == null) {
            return fallback;
        }
        if (text.matches("\\d{1,11}")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw invalid(name, name + " must be a time such as 2026-11-22T14:00:00Z or epoch seconds");
        }
    }

    static boolean flag(RoutingContext ctx, String name) {
        String text = text(ctx, name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw invalid(name, name + " must be true or false");
    }

    static ProblemException invalid(String name, String detail) {
        return Problem.invalid(List.of(new FieldError("?" + name, detail))).asException();
    }
}
