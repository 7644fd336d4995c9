package io.inferencegateway.gateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The console and the OpenAPI document: a closed set of files, read once from the jar at the start. */
final class ConsoleResource {
    private static final String WEBROOT = "/webroot/";

    /** A file of the console: where it is served, and as what. */
    private record Page(String path, String file, String contentType) {}

    private static final List<Page> PAGES = List.of(
            new Page("/", "index.html", "text/html; charset=utf-8"),
            new Page("/console/console.css", "console.css", "text/css; charset=utf-8"),
            new Page("/console/console.js", "console.js", "text/javascript; charset=utf-8"),
            new Page("/console/api.js", "api.js", "text/javascript; charset=utf-8"),
            new Page("/console/dom.js", "dom.js", "text/javascript; charset=utf-8"),
            new Page("/console/icon.svg", "icon.svg", "image/svg+xml"),
            new Page("/openapi.yaml", "openapi.yaml", "application/yaml"));

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Page page : PAGES) {
            Buffer content = read(page.file());
            String entityTag = "\"" + Integer.toHexString(content.hashCode()) + "-" + content.length() + "\"";
            operations.add(Operation.open(page.path(), ctx -> serve(ctx, page, content, entityTag)));
        }
        return operations;
    }

    private static void serve(RoutingContext ctx, Page page, Buffer content, String entityTag) {
        ctx.response().putHeader("ETag", entityTag).putHeader("Cache-Control", "no-cache");
        if (entityTag.equals(ctx.request().getHeader("If-None-Match"))) {
            ctx.response().setStatusCode(304).end();
            return;
        }
        ctx.response().putHeader("Content-Type", page.contentType()).end(content);
    }

    private static Buffer read(String file) {
        try (InputStream in = ConsoleResource.class.getResourceAsStream(WEBROOT + file)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + WEBROOT + file);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
