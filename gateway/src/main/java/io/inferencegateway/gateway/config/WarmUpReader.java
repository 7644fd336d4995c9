package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.WarmUp;
import java.time.Duration;
import org.yaml.snakeyaml.nodes.MappingNode;

/** {@code warm-up: 60}, which are requests, or {@code warm-up: { requests: 60, duration: 30s }}. Owner: the reading thread. */
final class WarmUpReader {
    private static final ScalarType<Integer> REQUESTS = ScalarType.integer(0, 1_000_000);

    private WarmUpReader() {}

    static WarmUp read(Section canary) {
        Section.Entry given = canary.entry("warm-up");
        if (given == null) {
            return WarmUp.OFF;
        }
        if (!(given.value() instanceof MappingNode)) {
            return new WarmUp(canary.value("warm-up", REQUESTS, 0), Duration.ZERO);
        }
        Section warmUp = canary.section("warm-up");
        WarmUp read = new WarmUp(
                warmUp.value("requests", REQUESTS, 0),
                warmUp.value("duration", ScalarType.DURATION_OR_ZERO, Duration.ZERO));
        warmUp.refuseTheRest();
        return read;
    }
}
