package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.endtoend.ClearAndTls.Way;
import io.inferencegateway.gateway.testsupport.Programs;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl, h2load, ab and wrk, with each protocol that they and the gateway speak, and what the gateway counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpToolsEndToEndTest {
    private static final int MIB = 1 << 20;

    private final DigestModel model = new DigestModel();

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private ClearAndTls gateways;

    @BeforeAll
    void start(@TempDir Path directory) {
        this.directory = directory;
        gateways = new ClearAndTls(directory, model.url());
    }

    @AfterAll
    void stop() throws Exception {
        gateways.close();
        model.close();
    }

    @ParameterizedTest
    @EnumSource
    void curl_gets_posts_and_asks_for_the_head(Way way) throws Exception {
        Scrape before = Scrape.of(gateways.gateway(way));
        String written = "%{http_code} %{http_version}";
        assertThat(curl(way, "-w", " " + written, gateways.url(way) + "/hello"))
                .isEqualTo("GET 0 " + DigestModel.sha256(new byte[0]) + " 200 " + version(way));
        assertThat(curl(way, "-d", "{\"x\":1}", gateways.url(way) + "/hello"))
                .isEqualTo("POST 7 " + DigestModel.sha256("{\"x\":1}".getBytes()));
        assertThat(curl(way, "-I", "-o", "/dev/null", "-w", written, gateways.url(way) + "/bytes/5"))
                .isEqualTo("200 " + version(way));
        before.awaitSince(gateways.gateway(way), Map.of("200 ok", 3L));
    }

    @ParameterizedTest
    @EnumSource
    void curl_uploads_what_has_no_length(Way way) throws Exception {
        byte[] body = DigestModel.bytes(3 * MIB + 1);
        String answer = curl(
                way,
                "-H",
                "Transfer-Encoding: chunked",
                "-H",
                "Expect:",
                "--data-binary",
                "@" + file(body),
                gateways.url(way) + "/upload");
        assertThat(answer).isEqualTo("POST " + body.length + " " + DigestModel.sha256(body));
    }

    /** It would wait a second for the 100 and then send all the same: that it got one is in what it says. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP1", "HTTP1_TLS"})
    void curl_is_told_to_go_on_before_it_uploads(Way way) throws Exception {
        byte[] body = DigestModel.bytes(100_000);
        String said = curl(
                way,
                "-v",
                "--expect100-timeout",
                "30",
                "-H",
                "Expect: 100-continue",
                "--data-binary",
                "@" + file(body),
                gateways.url(way) + "/upload");
        assertThat(said).contains("< HTTP/1.1 100 Continue").contains("POST 100000 " + DigestModel.sha256(body));
    }

    @ParameterizedTest
    @EnumSource
    void curl_moves_forty_mebibytes_up_and_down(Way way) throws Exception {
        byte[] body = DigestModel.bytes(40 * MIB);
        assertThat(curl(way, "-T", file(body).toString(), gateways.url(way) + "/upload"))
                .isEqualTo("PUT " + body.length + " " + DigestModel.sha256(body));
        Path down = Files.createTempFile(directory, "down", "");
        curl(way, "-o", down.toString(), gateways.url(way) + "/bytes/" + body.length);
        assertThat(DigestModel.sha256(Files.readAllBytes(down))).isEqualTo(DigestModel.sha256(body));
        Files.delete(down);
    }

    /** Not curl over HTTP/2: an older one takes a stream that ends while it uploads for a failure, and loses the answer. */
    @ParameterizedTest
    @EnumSource
    void a_body_that_is_too_large_is_told_so_and_goes_no_further(Way way) throws Exception {
        Scrape before = Scrape.of(gateways.gateway(way));
        Path sparse = directory.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(65L * MIB);
        }
        long reached = model.received();
        String url = gateways.url(way) + "/upload";
        if (way.isHttp2()) {
            assertThat(Programs.run("nghttp", "-v", "-n", "-y", "-d", sparse.toString(), url))
                    .contains(":status: 413");
        } else {
            assertThat(curl(way, "-o", "/dev/null", "-w", "%{http_code}", "-T", sparse.toString(), url))
                    .isEqualTo("413");
        }
        assertThat(model.received()).isEqualTo(reached);
        before.awaitSince(gateways.gateway(way), Map.of("413 client_error", 1L));
    }

    @ParameterizedTest
    @EnumSource
    void h2load_gets_an_answer_for_each_request_and_each_is_counted(Way way) throws Exception {
        Scrape before = Scrape.of(gateways.gateway(way));
        long reached = model.received();
        List<String> command = new ArrayList<>(List.of("h2load", "-n", "2000", "-c", "8"));
        command.addAll(way.isHttp2() ? List.of("-m", "20") : List.of("--h1", "-m", "1"));
        command.add(gateways.url(way) + "/x");
        String report = Programs.run(command.toArray(String[]::new));
        assertThat(report)
                .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx");
        assertThat(model.received() - reached).isEqualTo(2000);
        before.awaitSince(gateways.gateway(way), Map.of("200 ok", 2000L));
    }

    /** It speaks HTTP/1.0 with keep-alive. */
    @Test
    void ab_gets_an_answer_for_each_request_and_each_is_counted() throws Exception {
        Scrape before = Scrape.of(gateways.gateway(Way.HTTP1));
        long reached = model.received();
        String report = Programs.run(
                "ab",
                "-q",
                "-k",
                "-n",
                "2000",
                "-c",
                "16",
                "-p",
                file("{\"x\":1}".getBytes()).toString(),
                "-T",
                "application/json",
                gateways.url(Way.HTTP1) + "/x");
        assertThat(report)
                .containsPattern("Complete requests: +2000\n")
                .containsPattern("Failed requests: +0\n")
                .containsPattern("Keep-Alive requests: +2000\n")
                .doesNotContain("Non-2xx");
        assertThat(model.received() - reached).isEqualTo(2000);
        before.awaitSince(gateways.gateway(Way.HTTP1), Map.of("200 ok", 2000L));
    }

    /** When its time is up it leaves what is under way: one request for each connection at most. */
    @Test
    void wrk_finds_no_error_and_its_count_is_the_gateways() throws Exception {
        int connections = 8;
        Scrape before = Scrape.of(gateways.gateway(Way.HTTP1));
        String report =
                Programs.run("wrk", "-t", "1", "-c", "" + connections, "-d", "2s", gateways.url(Way.HTTP1) + "/x");
        assertThat(report).doesNotContain("Non-2xx").doesNotContain("Socket errors");
        Matcher count = Pattern.compile("(\\d+) requests in").matcher(report);
        assertThat(count.find()).as(report).isTrue();
        long reported = Long.parseLong(count.group(1));
        Scrape after = Scrape.atRest(gateways.gateway(Way.HTTP1));
        long answered = ended(after, before, "200 ok");
        long left = ended(after, before, "499 client_abort");
        assertThat(answered + left).isBetween(reported, reported + connections);
        assertThat(left).isLessThanOrEqualTo(connections);
    }

    private static long ended(Scrape after, Scrape before, String how) {
        return after.requests().getOrDefault(how, 0L) - before.requests().getOrDefault(how, 0L);
    }

    private static String curl(Way way, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-k", "--max-time", "50"));
        command.add(
                switch (way) {
                    case HTTP1, HTTP1_TLS -> "--http1.1";
                    case H2C -> "--http2-prior-knowledge";
                    case HTTP2_TLS -> "--http2";
                });
        command.addAll(List.of(more));
        return Programs.run(command.toArray(String[]::new));
    }

    private static String version(Way way) {
        return way.isHttp2() ? "2" : "1.1";
    }

    private Path file(byte[] content) throws Exception {
        return Files.write(directory.resolve("content-" + content.length), content);
    }
}
