package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.Adaptive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bounds of a limit that is found while serving: {@code { minimum: 10, maximum: 200 }}. Owner: the reading thread. */
final class AdaptiveReader {
    private static final ScalarType<Integer> COUNT = ScalarType.integer(1, 1_000_000);

    private AdaptiveReader() {}

    /**
     * @param inherited what holds where the section is absent; null for no such limit
     * @param inFlight the ceiling, which is the maximum where none is given
     */
    static @Nullable Adaptive read(Section adaptive, @Nullable Adaptive inherited, int inFlight, Problems problems) {
        Optional<Integer> minimum = adaptive.required("minimum", COUNT, "how many may always be in flight, such as 10");
        Optional<Integer> maximum = adaptive.optional("maximum", COUNT);
        Section.Entry written = adaptive.entry("minimum");
        int most = Math.min(maximum.orElse(inFlight), inFlight);
        if (written != null && minimum.isPresent() && minimum.get() > most) {
            problems.add(
                    written.value(),
                    written.path(),
                    "must not be above the maximum, which is " + most + ": the smaller of maximum and in-flight");
        }
        adaptive.refuseTheRest();
        return minimum.map(least -> new Adaptive(least, Math.max(least, most))).orElse(inherited);
    }
}
