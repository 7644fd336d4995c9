package io.inferencegateway.gateway.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What to do about an alert or a status code, for a person. It holds nothing of this gateway but what the reader's own link
 * says, so anyone may read it, as the console's files.
 */
final class RunbookResource {
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}");
    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?");
    private static final String USUAL_ADMIN = "127.0.0.1:9901";

    private final RunbookPages pages = new RunbookPages();

    List<Operation> operations() {
        return List.of(
                Operation.open("/runbooks", ctx -> answer(ctx, pages.index(admin(ctx)))),
                Operation.open("/runbooks/{runbook}", this::serve));
    }

    private void serve(RoutingContext ctx) {
        String name = Parameters.path(ctx, "runbook");
        String page = pages.find(name, parameter(ctx, "model", MODEL), parameter(ctx, "version", VERSION), admin(ctx))
                .orElseThrow(() -> Problem.of(404, "there is no such runbook; /runbooks lists them")
                        .asException());
        answer(ctx, page);
    }

    /** A link that was put together wrongly must not keep anybody from reading: what does not fit is left out. */
    private static String parameter(RoutingContext ctx, String name, Pattern shape) {
        String value = ctx.request().getParam(name);
        return value != null && shape.matcher(value).matches() ? value : "";
    }

    /** What the reader reached this listener by, which commands that he pastes will reach as well. */
    private static String admin(RoutingContext ctx) {
        String host = ctx.request().getHeader(HttpHeaders.HOST);
        return "http://" + (host != null && AUTHORITY.matcher(host).matches() ? host : USUAL_ADMIN);
    }

    private static void answer(RoutingContext ctx, String page) {
        ctx.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .end(page);
    }
}
