package io.inferencegateway.gateway.pack;

import io.inferencegateway.gateway.testsupport.Programs;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Three weeks of recorded series up to just now, made up with the rhythm of days and weeks, as blocks of a Prometheus: for
 * what compares with yesterday, last week, or a trend.
 */
final class History {
    private static final Duration LENGTH = Duration.ofDays(22);
    /** Within the five minutes for which Prometheus looks back for a sample. */
    private static final Duration STEP = Duration.ofMinutes(4);
    /** So long before now it ends; what is scraped comes after. */
    private static final Duration GAP = Duration.ofSeconds(30);

    /** With blocks of two hours, as they are by default, it reads the whole text for each of a hundred and eighty. */
    private static final String BLOCK = "200h";

    private static final String OF_GATEWAY = "instance=\"gateway-1\",job=\"inference-gateway\"";

    private final Random random = new Random(11);
    private final Instant end;
    private final BufferedWriter out;

    private History(BufferedWriter out, Instant end) {
        this.out = out;
        this.end = end;
    }

    /** @param data of a Prometheus that does not run */
    static void write(Path folder, Path data) throws IOException, InterruptedException {
        Path text = folder.resolve("history.txt");
        try (BufferedWriter out = Files.newBufferedWriter(text)) {
            new History(out, Instant.now().minus(GAP)).write();
        }
        Programs.run(
                "promtool",
                "tsdb",
                "create-blocks-from",
                "--max-block-duration=" + BLOCK,
                "openmetrics",
                "--quiet",
                text.toString(),
                data.toString());
        Files.delete(text);
    }

    private void write() throws IOException {
        version("fraud", 1, 42);
        version("claims", 1, 17);
        gauge("process_cpu_usage", OF_GATEWAY, days -> 0.06 + 0.1 * rhythm(days));
        gauge("jvm_memory_used_bytes", OF_GATEWAY + ",area=\"heap\",id=\"old\"", days -> 6e7 + 3e7 * rhythm(days));
        gauge("jvm_memory_max_bytes", OF_GATEWAY + ",area=\"heap\",id=\"old\"", days -> 2.5e8);
        gauge("process_files_open_files", OF_GATEWAY, days -> 200 + 900 * rhythm(days));
        gauge("process_files_max_files", OF_GATEWAY, days -> 20_000);
        gauge("inference_gateway_state_healthy", OF_GATEWAY, days -> 1);
        gauge("inference_gateway_concurrency_limit", OF_GATEWAY + ",model=\"fraud\"", days -> 40);
        gauge("process_start_time_seconds", OF_GATEWAY, days -> end.getEpochSecond() - 86_400.0);
        for (String state : new String[] {"active", "waiting"}) {
            gauge(
                    "nginx_ingress_controller_nginx_process_connections",
                    OF_GATEWAY + ",state=\"" + state + "\"",
                    days -> Math.rint((state.equals("active") ? 12 : 40) * rhythm(days)));
        }
        out.write("# EOF\n");
    }

    private void version(String model, int number, double perSecond) throws IOException {
        String natively = "model=\"%s\",version=\"%d\"".formatted(model, number);
        String ml = "model_name=\"%s\",model_version=\"%d\"".formatted(model, number);
        DoubleUnaryOperator rate = days -> perSecond * (1 + 0.012 * days) * (0.25 + rhythm(days));
        gauge("job:inference_gateway_requests:rate5m", natively, rate);
        latency(ml, "p50", 0.03);
        latency(ml, "p95", 0.11);
        latency(ml, "p99", 0.34);
        gauge("job:ml_prediction_score_p50:30m", ml, days -> 0.24 + 0.02 * rhythm(days));
        String scraped = OF_GATEWAY + "," + natively;
        gauge("inference_gateway_upstream_cpu_utilization_ratio", scraped, days -> 0.1 + 0.45 * rhythm(days));
        gauge("inference_gateway_upstream_memory_bytes", scraped, days -> 6.1e8 + 3e7 * rhythm(days));
        gauge("inference_gateway_upstream_queue_length", scraped, days -> Math.rint(3 * rhythm(days)));
        gauge("inference_gateway_upstream_kv_cache_usage_ratio", scraped, days -> 0.15 + 0.4 * rhythm(days));
        gauge("inference_gateway_in_flight", scraped, days -> Math.rint(perSecond / 6 * rhythm(days)));
        gauge("inference_gateway_queue_depth", scraped, days -> Math.rint(rhythm(days) - 0.3));
    }

    private void latency(String ml, String percentile, double seconds) throws IOException {
        String name = "job:ml_inference_latency_" + percentile + "_seconds:5m";
        gauge(name, ml + ",route=\"predict\"", days -> seconds * (0.8 + 0.35 * rhythm(days)));
    }

    /** 0 to about 1.1: quiet nights, two peaks a day, weaker weekends, some noise. It ends at a peak, as if it were eleven. */
    private double rhythm(double days) {
        double shifted = days + 11 / 24.0;
        double hour = 24 * (shifted - Math.floor(shifted));
        double day = Math.exp(-Math.pow((hour - 11) / 3, 2)) + 0.8 * Math.exp(-Math.pow((hour - 18) / 2.5, 2));
        boolean weekend = Math.floorMod((long) Math.floor(shifted), 7) >= 5;
        return (weekend ? 0.55 : 1) * day * (1 + 0.05 * random.nextGaussian()) + 0.02 * random.nextDouble();
    }

    /** @param value by the days since the beginning */
    private void gauge(String name, String labels, DoubleUnaryOperator value) throws IOException {
        out.write("# TYPE " + name + " gauge\n");
        Instant begin = end.minus(LENGTH);
        for (Instant at = begin; !at.isAfter(end); at = at.plus(STEP)) {
            double days = Duration.between(begin, at).toSeconds() / 86_400.0;
            String sample = name + '{' + labels + "} " + (float) value.applyAsDouble(days) + ' ' + at.getEpochSecond();
            out.write(sample);
            out.write('\n');
        }
    }
}
