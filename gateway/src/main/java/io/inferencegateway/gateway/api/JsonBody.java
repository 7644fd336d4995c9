package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.api.Problem.FieldError;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object field by field and keeps every complaint, so that a caller mends a body once and not field by
 * field. Used by one handler and thrown away: read all fields, then call {@link #check}.
 */
final class JsonBody {
    private final JsonObject json;
    private final Set<String> known = new HashSet<>();
    private final List<FieldError> errors;
    private final String prefix;

    private JsonBody(JsonObject json, List<FieldError> errors, String prefix) {
        this.json = json;
        this.errors = errors;
        this.prefix = prefix;
    }

    private static JsonBody whole(JsonObject json) {
        return new JsonBody(json, new ArrayList<>(), "");
    }

    /** An object within this one; its complaints are this body's. */
    JsonBody nested(String pointer, JsonObject object) {
        return new JsonBody(object, errors, prefix + "/" + pointer);
    }

    /** @throws ProblemException 400 where there is no body or it is not a JSON object */
    static JsonBody required(RoutingContext ctx) {
        return optional(ctx).orElseThrow(() -> Problem.of(400, "a JSON object is needed as the body")
                .asException());
    }

    /** @return the body, or an empty object where there is none */
    static JsonBody orEmpty(RoutingContext ctx) {
        return optional(ctx).orElseGet(() -> whole(new JsonObject()));
    }

    private static Optional<JsonBody> optional(RoutingContext ctx) {
        if (ctx.body().length() <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(whole(new JsonObject(ctx.body().buffer())));
        } catch (DecodeException | ClassCastException e) {
            throw Problem.of(400, "the body is not a JSON object").asException();
        }
    }

    boolean has(String field) {
        known.add(field);
        return json.getValue(field) != null;
    }

    void reject(String field, String detail) {
        errors.add(new FieldError(prefix + "/" + field, detail));
    }

    /** A field that must be there and match; a placeholder that matches nothing where it does not. */
    String text(String field, Pattern pattern, String whatItIs) {
        Object value = raw(field);
        if (value instanceof String text && pattern.matcher(text).matches()) {
            return text;
        }
        reject(field, value == null ? field + " is missing: " + whatItIs : field + " must be " + whatItIs);
        return "";
    }

    /** A field that may be absent; at most {@code maxLength} characters, controls replaced by spaces. */
    @Nullable
    String note(String field, int maxLength) {
        Object value = raw(field);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && text.length() <= maxLength) {
            return text.replaceAll("\\p{Cntrl}", " ");
        }
        reject(field, field + " must be a string of at most " + maxLength + " characters");
        return null;
    }

    int integer(String field, int lowest, int highest) {
        Object value = raw(field);
        if (value instanceof Integer number && number >= lowest && number <= highest) {
            return number;
        }
        String range = "a whole number from " + lowest + " to " + highest;
        reject(field, value == null ? field + " is missing: " + range : field + " must be " + range);
        return lowest;
    }

    double number(String field, double lowest, double highest, String whatItIs) {
        Object value = raw(field);
        if (value instanceof Number number
                && number.doubleValue() >= lowest
                && number.doubleValue() <= highest
                && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        reject(field, value == null ? field + " is missing: " + whatItIs : field + " must be " + whatItIs);
        return lowest;
    }

    /** A field read by a parser that throws IllegalArgumentException with a message for the caller. */
    <T> T parsed(String field, Function<String, T> parser, T fallback, boolean mayBeAbsent) {
        Object value = raw(field);
        if (value == null && mayBeAbsent) {
            return fallback;
        }
        if (!(value instanceof String text)) {
            reject(field, value == null ? field + " is missing" : field + " must be a string");
            return fallback;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            reject(field, String.valueOf(e.getMessage()));
            return fallback;
        }
    }

    @Nullable
    JsonArray array(String field) {
        Object value = raw(field);
        if (value == null || value instanceof JsonArray) {
            return (JsonArray) value;
        }
        reject(field, field + " must be a list");
        return null;
    }

    /** Null where it is absent. */
    @Nullable
    JsonObject object(String field) {
        Object value = raw(field);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        reject(field, field + " must be an object");
        return null;
    }

    /** Null where it is absent. */
    @Nullable
    Boolean flag(String field) {
        Object value = raw(field);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        reject(field, field + " must be true or false");
        return null;
    }

    /** @throws ProblemException 400 with every complaint, fields that nobody asked for among them */
    void check() {
        rejectUnknown();
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors).asException();
        }
    }

    /** Complains of fields that nobody asked for. */
    void rejectUnknown() {
        for (String field : json.fieldNames()) {
            if (!known.contains(field)) {
                reject(
                        escaped(field),
                        "unknown field; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    private @Nullable Object raw(String field) {
        known.add(field);
        return json.getValue(field);
    }

    /** RFC 6901, section 3. */
    private static String escaped(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }
}
