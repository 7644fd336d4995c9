package io.inferencegateway.gateway.resources;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * What of an upstream's metrics is looked at; everything else is passed over. The names of the process families are the
 * Prometheus client libraries'; those of queues and caches are vLLM's (docs.vllm.ai, production metrics), Text Generation
 * Inference's and Triton's. TorchServe tells how long requests queue, not how many: it has none here.
 */
enum Family {
    CPU_SECONDS(Double::sum, "process_cpu_seconds_total"),
    MEMORY_BYTES(Double::sum, "process_resident_memory_bytes"),
    /** Seconds since the epoch; of several processes, the youngest one's. */
    START_SECONDS(Math::max, "process_start_time_seconds"),
    /** Requests that wait in the model server. */
    QUEUE(Double::sum, "vllm:num_requests_waiting", "tgi_queue_size", "nv_inference_pending_request_count"),
    /** A fraction, 0 to 1; of several caches, the fullest one's. */
    KV_CACHE(Math::max, "vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc");

    private static final Map<String, Family> BY_NAME = byName();

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final DoubleBinaryOperator together;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> names;

    Family(DoubleBinaryOperator together, String... names) {
        this.together = together;
        this.names = List.of(names);
    }

    private static Map<String, Family> byName() {
        Map<String, Family> families = new HashMap<>();
        for (Family family : values()) {
            family.names.forEach(name -> families.put(name, family));
        }
        return families;
    }

    /** Puts a sample to those of the same family before it; whatever its name, nothing happens where it is no family's. */
    static void add(Map<Family, Double> found, String name, double value) {
        Family family = BY_NAME.get(name);
        if (family != null && Double.isFinite(value) && value >= 0) {
            found.merge(family, value, family.together::applyAsDouble);
        }
    }
}
