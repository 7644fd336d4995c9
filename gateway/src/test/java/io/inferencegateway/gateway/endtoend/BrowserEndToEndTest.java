package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.endtoend.ClearAndTls.Way;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A page in a real browser calls a model of another origin through the gateway: fetch, EventSource, WebSocket. */
class BrowserEndToEndTest {
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP2_TLS"})
    void a_page_calls_a_model_streams_from_it_and_leaves_it(Way way, @TempDir Path directory) throws Exception {
        try (PageModel model = new PageModel();
                ClearAndTls gateways = new ClearAndTls(directory, model.url())) {
            JsonObject seen = browse(directory, model, gateways.url(way));

            assertThat(seen.getValue("json"))
                    .isEqualTo(new JsonObject()
                            .put("status", 200)
                            .put("version", "1")
                            .put("body", new JsonObject().put("text", "Grüße").put("page", "yes")));
            assertThat(model.preflights()).as("asked before").contains("content-type,x-page");
            assertThat(seen.getValue("stream")).isEqualTo(new JsonArray(PageModel.PIECES));
            assertThat(seen.getValue("events")).isEqualTo(new JsonArray(List.of("0 one", "1 two", "2 drei", "3 4")));
            assertThat(seen.getValue("abort")).isEqualTo("AbortError");
            model.left().get(10, TimeUnit.SECONDS);
            assertThat(seen.getValue("websocket")).isEqualTo("hello");
            // A WebSocket has a connection of its own, which is HTTP/1.1.
            assertThat(seen.getValue("protocols")).isEqualTo(new JsonArray(List.of(way.isHttp2() ? "h2" : "http/1.1")));
            assertThat(Scrape.atRest(gateways.gateway(way)).requests())
                    .isEqualTo(Map.of("200 ok", 3L, "204 ok", 1L, "499 client_abort", 1L, "101 ok", 1L));
        }
    }

    private static JsonObject browse(Path directory, PageModel model, String modelUrl) throws Exception {
        Path profile = Files.createDirectory(directory.resolve("profile"));
        ProcessBuilder browser = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--ignore-certificate-errors",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        model.url() + "/page?model=" + modelUrl)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("chromium.log").toFile());
        // The profile links to a socket there.
        browser.environment().put("TMPDIR", directory.toString());
        Process chromium = browser.start();
        try {
            return model.seen().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(Files.readString(directory.resolve("chromium.log")), e);
        } finally {
            end(chromium);
        }
    }

    /** A browser is a family of processes that writes to its profile to the end. */
    private static void end(Process chromium) throws InterruptedException {
        List<ProcessHandle> children = chromium.descendants().toList();
        chromium.destroy();
        if (!chromium.waitFor(10, TimeUnit.SECONDS)) {
            chromium.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle child : children) {
            child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
