package io.inferencegateway.gateway.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The console and the OpenAPI document: a closed set of files, read once from the jar at the start. */
final class ConsoleResource {
    private static final String WEBROOT = "/webroot/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** Modules by the folder they lie in, without their ending. */
    private static final Map<String, List<String>> SCRIPTS = Map.of(
            "js",
                    List.of(
                            "alertforms",
                            "api",
                            "charts",
                            "dialogs",
                            "dom",
                            "drawing",
                            "format",
                            "heatmap",
                            "icons",
                            "keys",
                            "live",
                            "main",
                            "marks",
                            "notifications",
                            "parts",
                            "qualityparts",
                            "rolloutparts",
                            "router",
                            "samplestable",
                            "search",
                            "series",
                            "sparkline",
                            "table",
                            "versioncharts",
                            "versionparts"),
            "views",
                    List.of(
                            "alerts",
                            "config",
                            "monitor",
                            "monitors",
                            "overview",
                            "quality",
                            "qualitymodel",
                            "rollout",
                            "rollouts",
                            "samples",
                            "version"));

    private final Map<String, Asset> assets = new HashMap<>();

    ConsoleResource() {
        SCRIPTS.forEach((folder, names) ->
                names.forEach(name -> add(folder + "/" + name + ".js", folder + "/" + name + ".js", SCRIPT)));
        add("css/base.css", "css/base.css", STYLE);
        add("css/parts.css", "css/parts.css", STYLE);
        add("css/runbook.css", "css/runbook.css", STYLE);
        add("uplot/uPlot.esm.js", "vendor/uplot/uPlot.esm.js", SCRIPT);
        add("uplot/uPlot.min.css", "vendor/uplot/uPlot.min.css", STYLE);
        add("uplot/LICENSE", "vendor/uplot/LICENSE", "text/plain; charset=utf-8");
    }

    private void add(String path, String file, String contentType) {
        assets.put(path, Asset.read(file, contentType));
    }

    /** Where under {@code /console/} there is something. */
    Set<String> paths() {
        return Set.copyOf(assets.keySet());
    }

    List<Operation> operations() {
        Asset page = Asset.read("index.html", "text/html; charset=utf-8");
        Asset icon = Asset.read("icon.svg", "image/svg+xml");
        Asset openApi = Asset.read("openapi.yaml", "application/yaml");
        return List.of(
                Operation.open("/", page::serve),
                Operation.open("/console/icon.svg", icon::serve),
                Operation.open("/console/{folder}/{file}", this::serve),
                Operation.open("/openapi.yaml", openApi::serve));
    }

    private void serve(RoutingContext ctx) {
        Asset asset = assets.get(Parameters.path(ctx, "folder") + "/" + Parameters.path(ctx, "file"));
        if (asset == null) {
            throw Problem.of(404, "the console has no such file").asException();
        }
        asset.serve(ctx);
    }

    /** A file as it is served. Immutable. */
    private record Asset(Buffer content, String contentType, String entityTag) {
        static Asset read(String file, String contentType) {
            try (InputStream in = ConsoleResource.class.getResourceAsStream(WEBROOT + file)) {
                if (in == null) {
                    throw new IllegalStateException("the jar has no " + WEBROOT + file);
                }
                Buffer content = Buffer.buffer(in.readAllBytes());
                String tag = "\"" + Integer.toHexString(content.hashCode()) + "-" + content.length() + "\"";
                return new Asset(content, contentType, tag);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Asked for again each time and sent only where it has changed: the console is of the gateway's own release. */
        void serve(RoutingContext ctx) {
            ctx.response().putHeader("ETag", entityTag).putHeader("Cache-Control", "no-cache");
            if (entityTag.equals(ctx.request().getHeader("If-None-Match"))) {
                ctx.response().setStatusCode(304).end();
                return;
            }
            ctx.response().putHeader("Content-Type", contentType).end(content);
        }
    }
}
