package io.inferencegateway.gateway.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is shown: the admin API's shape. Immutable.
 *
 * @param epoch which rollout of the model this is, from 1 upwards
 * @param stable the version that served before it and serves again if it fails
 * @param phase one of {@code pending progressing paused promoting promoted rolling_back rolled_back}
 * @param reason why it is in this phase; after a rollback it names the test that decided
 * @param step the index of the step in force, from 0
 * @param weightBasisPoints the canary's share now
 * @param pace {@code fixed} or {@code automatic}
 * @param match who takes part until the canary gets everything, in words; null for everyone
 * @param evidence one line per test
 * @param history every change, oldest first
 */
public record RolloutView(
        String model,
        long epoch,
        int stable,
        int canary,
        String phase,
        String reason,
        int step,
        int weightBasisPoints,
        List<Step> steps,
        String pace,
        @Nullable String match,
        Instant startedAt,
        List<Test> evidence,
        List<Change> history) {
    private static final MathContext SHOWN_DIGITS = new MathContext(6);

    public RolloutView {
        steps = List.copyOf(steps);
        evidence = List.copyOf(evidence);
        history = List.copyOf(history);
    }

    /** @param gated whether an operator has to let the rollout go on behind it */
    public record Step(int weightBasisPoints, Duration hold, boolean gated) {
        public Step(int weightBasisPoints, Duration hold) {
            this(weightBasisPoints, hold, false);
        }
    }

    /**
     * @param test {@code error-rate}, {@code latency-p99} or {@code relative-to-stable}
     * @param n events the test has seen
     * @param bad those among them that speak against the canary
     * @param eValue the weight of the evidence; critical from {@code threshold} on
     * @param verdict {@code ok}, {@code warning} or {@code critical}
     */
    public record Test(String test, long n, long bad, double eValue, double threshold, String verdict) {}

    /** @param actor who asked for it; {@code gateway} where it decided itself */
    public record Change(
            Instant time, String from, String to, int step, int weightBasisPoints, String actor, String reason) {}

    public JsonObject toJson() {
        JsonArray stepArray = new JsonArray();
        steps.forEach(each -> stepArray.add(new JsonObject()
                .put("weight", share(each.weightBasisPoints()))
                .put("hold", duration(each.hold()))
                .put("gate", each.gated() ? "manual" : "evidence")));
        JsonArray evidenceArray = new JsonArray();
        evidence.forEach(each -> evidenceArray.add(new JsonObject()
                .put("test", each.test())
                .put("n", each.n())
                .put("bad", each.bad())
                .put("e_value", shown(each.eValue()))
                .put("threshold", shown(each.threshold()))
                .put("verdict", each.verdict())));
        JsonArray historyArray = new JsonArray();
        history.forEach(each -> historyArray.add(new JsonObject()
                .put("time", each.time().toString())
                .put("from", each.from())
                .put("to", each.to())
                .put("step", each.step())
                .put("weight", share(each.weightBasisPoints()))
                .put("actor", each.actor())
                .put("reason", each.reason())));
        JsonObject shown = new JsonObject()
                .put("model", model)
                .put("epoch", epoch)
                .put("stable", stable)
                .put("canary", canary)
                .put("phase", phase)
                .put("reason", reason)
                .put("step", step)
                .put("weight", share(weightBasisPoints))
                .put("steps", stepArray)
                .put("pace", pace)
                .put("started_at", startedAt.toString())
                .put("evidence", evidenceArray)
                .put("history", historyArray);
        return match == null ? shown : shown.put("match", match);
    }

    /** Basis points as the configuration writes them: {@code 5%}, {@code 12.5%}. */
    public static String share(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + '%';
    }

    /** A duration in the largest unit that divides it: {@code 250ms 30s 5m 1h 1d}. */
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (Unit unit : Unit.values()) {
            if (millis % unit.millis == 0) {
                return millis / unit.millis + unit.suffix;
            }
        }
        throw new IllegalStateException("every number of milliseconds is divided by one");
    }

    private enum Unit {
        DAY(86_400_000, "d"),
        HOUR(3_600_000, "h"),
        MINUTE(60_000, "m"),
        SECOND(1_000, "s"),
        MILLISECOND(1, "ms");

        private final long millis;
        private final String suffix;

        Unit(long millis, String suffix) {
            this.millis = millis;
            this.suffix = suffix;
        }
    }

    /**
     * Six digits are more than anyone reads, and the same before and after a restart, which adds up in another order. JSON
     * has no infinity, and evidence can outgrow a double.
     */
    private static double shown(double value) {
        double finite = Double.isNaN(value) ? 0 : Math.min(value, Double.MAX_VALUE);
        return new BigDecimal(finite).round(SHOWN_DIGITS).doubleValue();
    }
}
