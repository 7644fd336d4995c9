package io.inferencegateway.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionReaderTest {
    @Test
    void keeps_the_known_families_and_passes_over_the_rest() {
        assertThat(
                        read(
                                """
                        # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
                        # TYPE process_cpu_seconds_total counter
                        process_cpu_seconds_total 12.47
                        process_resident_memory_bytes 2.1417984e+07 1795348800000
                        process_start_time_seconds 1.79534e+09
                        http_requests_total{path="/a{b}",le="}"} 1
                        vllm:num_requests_waiting{model_name="a \\"} b"} 3.0
                        vllm:num_requests_waiting{model_name="c"} 4.0
                        vllm:gpu_cache_usage_perc{gpu="0"} 0.25
                        vllm:gpu_cache_usage_perc{gpu="1"} 0.5
                        """))
                .isEqualTo(Map.of(
                        Family.CPU_SECONDS, 12.47,
                        Family.MEMORY_BYTES, 2.1417984e7,
                        Family.START_SECONDS, 1.79534e9,
                        Family.QUEUE, 7.0,
                        Family.KV_CACHE, 0.5));
    }

    @Test
    void reads_the_names_of_other_model_servers_too() {
        assertThat(read("tgi_queue_size 2\nprocess_cpu_seconds_total 1")).containsEntry(Family.QUEUE, 2.0);
        assertThat(read("nv_inference_pending_request_count{model=\"a\",version=\"1\"} 5\n"))
                .containsEntry(Family.QUEUE, 5.0);
        assertThat(read("vllm:kv_cache_usage_perc{engine=\"0\"} 0.75\n")).containsEntry(Family.KV_CACHE, 0.75);
    }

    @Test
    void passes_over_what_can_not_be() {
        assertThat(
                        read(
                                """
                        process_cpu_seconds_total NaN
                        process_cpu_seconds_total -1
                        process_resident_memory_bytes +Inf
                        process_resident_memory_bytes
                        process_start_time_seconds abc
                        tgi_queue_size{a="b 7
                        process_start_time_secondsX 7
                        """))
                .isEmpty();
    }

    @Test
    void a_line_without_an_end_costs_no_memory_and_hides_no_other_line() {
        assertThat(read("x".repeat(2_000_000) + "\nprocess_cpu_seconds_total 3\n"))
                .containsExactly(Map.entry(Family.CPU_SECONDS, 3.0));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void reads_the_same_however_the_bytes_arrive_and_never_fails_on_noise(long seed) {
        Random random = new Random(seed);
        byte[] whole = "process_cpu_seconds_total 12\r\ntgi_queue_size{a=\"ü\"} 2\n".getBytes(StandardCharsets.UTF_8);
        ExpositionReader split = new ExpositionReader();
        for (byte each : whole) {
            split.feed(new byte[] {each});
        }
        assertThat(split.end()).isEqualTo(Map.of(Family.CPU_SECONDS, 12.0, Family.QUEUE, 2.0));
        ExpositionReader noisy = new ExpositionReader();
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        assertThatCode(() -> {
                    noisy.feed(noise);
                    noisy.end();
                })
                .doesNotThrowAnyException();
    }

    private static Map<Family, Double> read(String text) {
        ExpositionReader reader = new ExpositionReader();
        reader.feed(text.getBytes(StandardCharsets.UTF_8));
        return reader.end();
    }
}
