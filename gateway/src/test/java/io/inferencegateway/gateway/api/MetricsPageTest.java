package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.observe.ExpositionFormat;
import io.inferencegateway.gateway.testsupport.LogWatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /metrics} answers whom. */
class MetricsPageTest extends AdminBench {
    private final AtomicReference<MetricsPage.Wanted> wanted = new AtomicReference<>();
    private final AtomicReference<String> renderedBy = new AtomicReference<>("");

    @Test
    void names_in_the_query_select_families() throws Exception {
        gateway.page = this::render;
        assertThat(gateway.get("/metrics?name[]=up&name%5B%5D=ml_model_info&name[]=up")
                        .status())
                .isEqualTo(200);
        assertThat(wanted.get().families()).isEqualTo(Set.of("up", "ml_model_info"));
        gateway.get("/metrics");
        assertThat(wanted.get().families()).isEmpty();
    }

    @Test
    void the_quality_plane_has_a_page_of_its_own_with_the_same_forms_and_selections() throws Exception {
        String openMetrics = "application/openmetrics-text;version=1.0.0";
        gateway.qualityPage = this::render;

        AdminFixture.Answer answer = gateway.get("/metrics/quality?name[]=ml_data_drift_score", "Accept", openMetrics);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(ExpositionFormat.OPENMETRICS.contentType());
        assertThat(wanted.get().families()).isEqualTo(Set.of("ml_data_drift_score"));
        assertThat(renderedBy.get()).contains("worker");
        assertThat(gateway.get("/metrics/quality?drift=1").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "match[]=up, ?match[], unknown parameter; known: name[]",
        "name=up, ?name, unknown parameter; known: name[]",
        "name[]=, ?name[], 'name[] must be the name of a metric, such as inference_gateway_requests_total'",
        "name[]=up%7Bmodel%3D%22a%22%7D, ?name[], 'name[] must be the name of a metric, such as inference_gateway_requests_total'"
    })
    void any_other_query_is_refused_and_says_why(String query, String pointer, String detail) throws Exception {
        gateway.page = this::render;
        AdminFixture.Answer answer = gateway.get("/metrics?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo(pointer);
        assertThat(answer.json().getString("detail")).isEqualTo(detail);
        assertThat(wanted).hasValue(null);
    }

    @Test
    void more_names_than_anyone_needs_are_refused() throws Exception {
        assertThat(gateway.get("/metrics?name[]=a" + "&name[]=a".repeat(64)).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"gzip | gzip", "deflate, GZIP;q=0.5 | gzip", "gzip;q=0 | ''", "deflate | ''", "br, *;q=0.1 | ''"})
    void a_page_is_compressed_for_those_who_say_gzip(String acceptEncoding, String coding) throws Exception {
        gateway.page = this::render;
        HttpResponse<byte[]> answer = gateway.http.send(
                HttpRequest.newBuilder(gateway.url("/metrics"))
                        .header("Accept-Encoding", acceptEncoding)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        String said = answer.headers().firstValue("content-encoding").orElse("");
        assertThat(said.equals("identity") ? "" : said).isEqualTo(coding);
        assertThat(coding.isEmpty() ? text(answer.body()) : unzipped(answer.body()))
                .isEqualTo("up 1\n");
        assertThat(answer.headers().firstValue("vary")).contains("Accept, Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,*/*;q=0.1",
                "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
                "text/plain"
            })
    void a_page_says_which_form_it_has(String accept) throws Exception {
        gateway.page = this::render;
        assertThat(gateway.get("/metrics", "Accept", accept).contentType())
                .isEqualTo(ExpositionFormat.negotiate(accept).contentType());
    }

    @Test
    void a_page_is_rendered_by_a_worker() throws Exception {
        gateway.page = this::render;
        gateway.get("/metrics");
        assertThat(renderedBy.get()).contains("worker");
    }

    @Test
    void a_scraper_that_never_reads_is_cut_while_others_are_served() throws Exception {
        byte[] large = new byte[64 << 20];
        gateway.page = any -> new MetricsPage.Rendered("text/plain", large);
        AdminApi api = AdminFixture.await(AdminApi.start(gateway.vertx, gateway.needs, Duration.ofMillis(500)));
        try (Socket idler = new Socket("127.0.0.1", api.port());
                Socket reader = new Socket("127.0.0.1", api.port())) {
            ask(idler);
            ask(reader);
            assertThat(reader.getInputStream().readAllBytes()).hasSizeGreaterThan(large.length);
            Awaitility.await("the idler is cut")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.onControl(api::connections) == 0);
            idler.setSoTimeout(10_000);
            assertThat(readUntilTheEnd(idler.getInputStream())).isLessThan(large.length);
        } finally {
            AdminFixture.await(api.close());
        }
    }

    @Test
    void a_scraper_that_asks_on_without_awaiting_answers_is_cut_without_a_word_in_the_log() throws Exception {
        try (LogWatch log = LogWatch.ofWarnings();
                Socket hasty = new Socket("127.0.0.1", gateway.url("/").getPort())) {
            hasty.setSoTimeout(20_000);
            hasty.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .repeat(2_000)
                            .getBytes(StandardCharsets.US_ASCII));
            readUntilTheEnd(hasty.getInputStream());
            assertThat(log.heard()).noneMatch(message -> message.contains("exceptionCaught"));
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static long readUntilTheEnd(InputStream in) throws IOException {
        byte[] piece = new byte[1 << 16];
        long read = 0;
        try {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                read += count;
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return read;
    }

    private MetricsPage.Rendered render(MetricsPage.Wanted asked) {
        wanted.set(asked);
        renderedBy.set(Thread.currentThread().getName());
        return new MetricsPage.Rendered(asked.format().contentType(), "up 1\n".getBytes(StandardCharsets.UTF_8));
    }

    private static String unzipped(byte[] body) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return text(in.readAllBytes());
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
