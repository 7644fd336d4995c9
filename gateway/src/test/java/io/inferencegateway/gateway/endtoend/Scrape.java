package io.inferencegateway.gateway.endtoend;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/** What {@code /metrics} says at one moment. */
record Scrape(String page) {
    private static final Pattern REQUESTS = Pattern.compile(
            "^inference_gateway_requests_total\\{.*code=\"(\\d+)\",outcome=\"(\\w+)\"} (\\d+)$", Pattern.MULTILINE);
    private static final Pattern IN_FLIGHT =
            Pattern.compile("^inference_gateway_in_flight\\{[^}]*} (\\d+)$", Pattern.MULTILINE);

    static Scrape of(GatewayProcess gateway) {
        try {
            return new Scrape(
                    new Callers().get(gateway.admin().resolve("/metrics")).body());
        } catch (Exception e) {
            throw new IllegalStateException("no metrics", e);
        }
    }

    /** How requests ended, as {@code "200 ok"} and how often; those that never happened are left out. */
    Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        Matcher sample = REQUESTS.matcher(page);
        while (sample.find()) {
            long count = Long.parseLong(sample.group(3));
            if (count > 0) {
                counts.merge(sample.group(1) + ' ' + sample.group(2), count, Long::sum);
            }
        }
        return counts;
    }

    /** @param series its name and labels as they stand there, and a space; 0 where it is not there */
    double value(String series) {
        return page.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    long inFlight() {
        return IN_FLIGHT
                .matcher(page)
                .results()
                .mapToLong(sample -> Long.parseLong(sample.group(1)))
                .sum();
    }

    /** When no request is under way. */
    static Scrape atRest(GatewayProcess gateway) {
        return Awaitility.await("nothing in flight")
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> of(gateway), scrape -> scrape.inFlight() == 0);
    }

    /** Waits until no request is under way and exactly these have ended since. */
    void awaitSince(GatewayProcess gateway, Map<String, Long> ended) {
        Map<String, Long> total = requests();
        ended.forEach((how, count) -> total.merge(how, count, Long::sum));
        Awaitility.await("the counts").atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            Scrape now = of(gateway);
            Assertions.assertThat(now.requests()).isEqualTo(total);
            Assertions.assertThat(now.inFlight()).isZero();
        });
    }
}
