package io.inferencegateway.gateway.api;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What went wrong and how to mend it, as RFC 9457 sends it. Immutable.
 *
 * @param status the HTTP status, 400 to 599
 * @param detail one or two sentences for the person who reads it; never a secret, never a stack trace
 * @param errors one entry for each field at fault, empty where the problem is not in the body
 */
record Problem(int status, String title, String detail, List<FieldError> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is no error");
        }
        errors = List.copyOf(errors);
    }

    /** @param pointer where in the body (RFC 6901); empty for the body as a whole, {@code ?name} for a query parameter */
    record FieldError(String pointer, String detail) {}

    static Problem of(int status, String detail) {
        return new Problem(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail, List.of());
    }

    static Problem invalid(List<FieldError> errors) {
        String detail =
                errors.size() == 1 ? errors.get(0).detail() : errors.size() + " fields need mending; see errors";
        return new Problem(400, "Bad Request", detail, errors);
    }

    JsonObject toJson(String requestId) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("status", status)
                .put("title", title)
                .put("detail", detail)
                .put("request_id", requestId);
        if (!errors.isEmpty()) {
            JsonArray list = new JsonArray();
            errors.forEach(error ->
                    list.add(new JsonObject().put("pointer", error.pointer()).put("detail", error.detail())));
            body.put("errors", list);
        }
        return body;
    }

    /** To leave a handler with this problem: a value, so it carries no stack trace. */
    ProblemException asException() {
        return new ProblemException(this);
    }
}
