package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** However many scrape at once, the control plane goes on. */
class ScrapeStormTest extends AdminBench {
    private static final int SCRAPERS = 200;

    private final AtomicInteger rendered = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);

    @Test
    void two_hundred_scrapes_at_once_take_one_worker_and_share_its_pages() throws Exception {
        gateway.page = this::render;
        List<Socket> scrapers = new ArrayList<>();
        try {
            for (int i = 0; i < SCRAPERS; i++) {
                Socket scraper = new Socket("127.0.0.1", gateway.api.port());
                scraper.setSoTimeout(20_000);
                scrapers.add(scraper);
                scraper.getOutputStream()
                        .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            // While the first page is still being rendered:
            assertThat(gateway.get("/healthz").status()).isEqualTo(200);
            assertThat(gateway.get("/api/v1/alerts").status()).isEqualTo(200);
            held.countDown();
            for (Socket scraper : scrapers) {
                String answer = new String(scraper.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 200").contains("up 1");
            }
        } finally {
            held.countDown();
            for (Socket scraper : scrapers) {
                scraper.close();
            }
        }
        assertThat(mostAtOnce).hasValue(1);
        assertThat(rendered).hasValueLessThan(SCRAPERS / 2);
    }

    @Test
    void a_page_that_fails_is_a_problem_for_those_who_asked_and_not_for_the_next() throws Exception {
        gateway.page = wanted -> {
            throw new IllegalStateException("no figures");
        };
        assertThat(gateway.get("/metrics").status()).isEqualTo(500);
        held.countDown();
        gateway.page = this::render;

        assertThat(gateway.get("/metrics").response().body()).isEqualTo("up 1\n");
    }

    private MetricsPage.Rendered render(MetricsPage.Wanted wanted) {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        rendered.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            atOnce.decrementAndGet();
        }
        return new MetricsPage.Rendered("text/plain; version=0.0.4", "up 1\n".getBytes(StandardCharsets.UTF_8));
    }
}
