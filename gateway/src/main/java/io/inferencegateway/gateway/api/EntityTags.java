package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.rollout.Precondition;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags of requests (RFC 9110, sections 8.8.3 and 13.1.1). Pure. */
final class EntityTags {
    private static final int MOST_TAGS = 100;
    private static final Pattern TAG =
            Pattern.compile("\\G[ \\t]*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")[ \\t]*(,|$)");

    private EntityTags() {}

    /** What the request's If-Match asks for; an answer of 400 where it is not well-formed. */
    static Precondition ifMatch(RoutingContext ctx) {
        List<String> fields = ctx.request().headers().getAll(HttpHeaders.IF_MATCH);
        if (fields.isEmpty()) {
            return Precondition.NONE;
        }
        String field = String.join(",", fields);
        // The comparison is strong: a weak tag matches nothing, yet it stands there, so that nothing is done.
        return field.strip().equals("*") ? Precondition.NONE : new Precondition(tags(field));
    }

    private static Set<String> tags(String field) {
        Set<String> tags = new HashSet<>();
        Matcher tag = TAG.matcher(field);
        int end = 0;
        while (end < field.length() && tag.find()) {
            tags.add(tag.group(1) == null ? tag.group(2) : tag.group(1) + tag.group(2));
            end = tag.end();
        }
        if (tags.isEmpty() || end < field.length() || tags.size() > MOST_TAGS) {
            throw Problem.of(400, "If-Match must be * or the ETag that GET answered, in its quotes, such as \"3-12\"")
                    .asException();
        }
        return tags;
    }
}
