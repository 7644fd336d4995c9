package io.inferencegateway.gateway.config;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.gateway.config.GatewayConfig.Canary;
import io.inferencegateway.gateway.config.GatewayConfig.Health;
import io.inferencegateway.gateway.config.GatewayConfig.OnCritical;
import io.inferencegateway.gateway.config.GatewayConfig.Pace;
import io.inferencegateway.gateway.config.GatewayConfig.Shadow;
import io.inferencegateway.gateway.config.GatewayConfig.Step;
import io.inferencegateway.gateway.config.GatewayConfig.StepGate;
import io.inferencegateway.gateway.config.GatewayConfig.StickyKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** How a model's new version is tried. Owner: the reading thread. */
final class CanaryReader {
    private static final List<Step> STEPS = List.of(
            new Step(500, Duration.ofMinutes(1), StepGate.EVIDENCE),
            new Step(2_500, Duration.ofMinutes(5), StepGate.EVIDENCE),
            new Step(5_000, Duration.ofMinutes(10), StepGate.EVIDENCE));
    private static final int MOST_STEPS = 100;
    private static final int MOST_VALUES = 100;
    private static final long SHADOW_BODY_BYTES = 64 << 10;
    private static final long MOST_SHADOW_BODY_BYTES = 16 << 20;
    private static final int SHADOW_IN_FLIGHT = 10;

    private static final ScalarType<OnCritical> ON_CRITICAL = ScalarType.oneOf(OnCritical.class);
    private static final ScalarType<Pace> PACE = ScalarType.oneOf(Pace.class);
    private static final ScalarType<StepGate> GATE = ScalarType.oneOf(StepGate.class);
    private static final ScalarType<Integer> IN_FLIGHT = ScalarType.integer(1, 10_000);
    private static final ScalarType<Long> SHADOW_BODY = ScalarType.text(
            "a size above zero and up to 16MiB such as 64KiB",
            text -> ScalarType.BYTES.parse().apply(text).filter(size -> size <= MOST_SHADOW_BODY_BYTES));

    private final Problems problems;

    CanaryReader(Problems problems) {
        this.problems = problems;
    }

    Canary read(Section canary) {
        Pace pace = canary.value("pace", PACE, Pace.FIXED);
        Canary result = new Canary(
                steps(canary, pace),
                pace,
                health(canary.section("health")),
                canary.value("on-critical", ON_CRITICAL, OnCritical.ROLLBACK),
                sticky(canary.section("sticky")),
                match(canary.section("match")),
                shadow(canary),
                canary.value("header-override", ScalarType.FLAG, false),
                canary.value("split-pinned", ScalarType.FLAG, false),
                canary.value("rescue", ScalarType.FLAG, false),
                WarmUpReader.read(canary),
                ConductReader.read(canary, problems));
        canary.refuseTheRest();
        return result;
    }

    private List<Step> steps(Section canary, Pace pace) {
        Section.Entry given = canary.entry("steps");
        if (given == null) {
            return pace == Pace.FIXED ? STEPS : withoutHolds(STEPS);
        }
        List<Section.Entry> elements = canary.list("steps");
        if (elements.isEmpty() || elements.size() > MOST_STEPS) {
            problems.add(given.value(), given.path(), "must be a list of 1 to " + MOST_STEPS + " steps");
        }
        List<Step> steps = new ArrayList<>();
        int before = 0;
        for (Section.Entry element : elements.stream().limit(MOST_STEPS).toList()) {
            Section step = Section.of(element.value(), element.path(), problems);
            Optional<Integer> weight =
                    step.required("weight", ScalarType.POSITIVE_SHARE, "the canary's share of the traffic");
            Optional<Duration> hold = pace == Pace.FIXED
                    ? step.required("hold", ScalarType.DURATION_OR_ZERO, "the least time this step lasts")
                    : step.optional("hold", ScalarType.DURATION_OR_ZERO);
            StepGate gate = step.value("gate", GATE, StepGate.EVIDENCE);
            step.refuseTheRest();
            Section.Entry weightAt = step.entry("weight");
            if (weight.isPresent() && weight.get() <= before && weightAt != null) {
                problems.add(weightAt.value(), weightAt.path(), "must be above the step before it; weights only rise");
            }
            before = Math.max(before, weight.orElse(before));
            steps.add(new Step(weight.orElse(1), hold.orElse(Duration.ZERO), gate));
        }
        return steps;
    }

    /** A time that was meant as the least would cut an automatic step short. */
    private static List<Step> withoutHolds(List<Step> steps) {
        return steps.stream()
                .map(step -> new Step(step.weightBasisPoints(), Duration.ZERO, step.gate()))
                .toList();
    }

    /** A share alone, or a mapping with the bounds of the copies. */
    private @Nullable Shadow shadow(Section canary) {
        Section.Entry given = canary.entry("shadow");
        if (given == null) {
            return null;
        }
        if (!(given.value() instanceof MappingNode)) {
            return shadow(
                    canary.scalar(given.value(), given.path(), ScalarType.SHARE_OF_ALL)
                            .orElse(0),
                    SHADOW_BODY_BYTES,
                    SHADOW_IN_FLIGHT,
                    Duration.ZERO);
        }
        Section bounds = canary.section("shadow");
        int share = bounds.required(
                        "share", ScalarType.SHARE_OF_ALL, "how many of the requests that stable serves are copied")
                .orElse(0);
        Duration hold = bounds.value("hold", ScalarType.DURATION_OR_ZERO, Duration.ZERO);
        Section.Entry holdAt = bounds.entry("hold");
        Shadow shadow = shadow(
                share,
                bounds.value("request-body", SHADOW_BODY, SHADOW_BODY_BYTES),
                bounds.value("in-flight", IN_FLIGHT, SHADOW_IN_FLIGHT),
                hold);
        bounds.refuseTheRest();
        if (shadow == null && !hold.isZero() && holdAt != null && bounds.entry("share") != null) {
            problems.add(holdAt.value(), holdAt.path(), "waits for copies, and a share of 0% makes none");
        }
        return shadow;
    }

    private static @Nullable Shadow shadow(int share, long bodyBytes, int inFlight, Duration hold) {
        return share == 0 ? null : new Shadow(share, bodyBytes, inFlight, hold);
    }

    private @Nullable Cohort match(Section match) {
        Optional<String> header = match.optional("header", ScalarType.HEADER_NAME);
        Optional<String> cookie = match.optional("cookie", ScalarType.HEADER_NAME);
        boolean one = (match.entry("header") == null) != (match.entry("cookie") == null);
        Section.Entry given = match.requiredEntry("value", "what the caller has to show: one value or a list of them");
        List<String> values = given == null ? List.of() : values(match, given);
        match.refuseTheRest();
        if (match.isPresent() && !one) {
            problems.add(match.start(), match.path(), "must have exactly one of the keys header and cookie");
        }
        return header.isPresent() == cookie.isPresent() || values.isEmpty()
                ? null
                : new Cohort(header.orElse(null), cookie.orElse(null), values);
    }

    private List<String> values(Section match, Section.Entry given) {
        if (!(given.value() instanceof SequenceNode)) {
            return match.scalar(given.value(), given.path(), ScalarType.LINE).stream()
                    .toList();
        }
        List<Section.Entry> elements = match.list("value");
        if (elements.isEmpty() || elements.size() > MOST_VALUES) {
            problems.add(given.value(), given.path(), "must be one value or a list of 1 to " + MOST_VALUES);
        }
        return elements.stream()
                .limit(MOST_VALUES)
                .flatMap(each -> match.scalar(each.value(), each.path(), ScalarType.LINE).stream())
                .toList();
    }

    private Health health(Section health) {
        int before = problems.count();
        Section errors = health.section("error-rate");
        int errorWarning = errors.value("warning", ScalarType.PARTIAL_SHARE, 500);
        int errorCritical = errors.value("critical", ScalarType.PARTIAL_SHARE, 1_000);
        errors.refuseTheRest();
        Section latency = health.section("p99");
        Duration slowWarning = latency.value("warning", ScalarType.POSITIVE_DURATION, Duration.ofMillis(500));
        Duration slowCritical = latency.value("critical", ScalarType.POSITIVE_DURATION, Duration.ofSeconds(1));
        latency.refuseTheRest();
        health.refuseTheRest();
        // A limit that could not be read has its default here, which says nothing about the order.
        boolean readable = problems.count() == before;
        if (readable && errorWarning >= errorCritical) {
            refuseOrder(errors, "5%, 10%");
        }
        if (readable && slowWarning.compareTo(slowCritical) >= 0) {
            refuseOrder(latency, "500ms, 1s");
        }
        return new Health(errorWarning / 10_000.0, errorCritical / 10_000.0, slowWarning, slowCritical);
    }

    private void refuseOrder(Section thresholds, String defaults) {
        Section.Entry at =
                thresholds.entry("critical") == null ? thresholds.entry("warning") : thresholds.entry("critical");
        if (at != null) {
            String rule = "warning must be below critical (" + defaults + " where not given)";
            problems.add(at.value(), at.path(), rule);
        }
    }

    private @Nullable StickyKey sticky(Section sticky) {
        Optional<String> header = sticky.optional("header", ScalarType.HEADER_NAME);
        Optional<String> cookie = sticky.optional("cookie", ScalarType.HEADER_NAME);
        boolean one = (sticky.entry("header") == null) != (sticky.entry("cookie") == null);
        sticky.refuseTheRest();
        if (sticky.isPresent() && !one) {
            problems.add(sticky.start(), sticky.path(), "must have exactly one of the keys header and cookie");
        }
        return header.isEmpty() && cookie.isEmpty() ? null : new StickyKey(header.orElse(null), cookie.orElse(null));
    }
}
