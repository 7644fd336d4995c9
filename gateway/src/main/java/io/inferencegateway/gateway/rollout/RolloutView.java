package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Figure;
import io.inferencegateway.canary.rollout.Remark;
import io.inferencegateway.canary.rollout.Rollout;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
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
 * @param history every change and remark, oldest first
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
        List<Change> history,
        Standing standing) {
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

    /**
     * @param actor who asked for it; {@code gateway} where it decided itself, {@code configuration} where the file did
     * @param evidence the figures by which the gateway decided it
     * @param remark what it says where it is no change: {@code would_have}, {@code regression}; else empty
     */
    public record Change(
            Instant time,
            String from,
            String to,
            int step,
            int weightBasisPoints,
            String actor,
            String reason,
            List<Figure> evidence,
            String remark) {
        public Change {
            evidence = List.copyOf(evidence);
        }

        JsonObject toJson() {
            JsonObject json = new JsonObject()
                    .put("time", time.toString())
                    .put("from", from)
                    .put("to", to)
                    .put("step", step)
                    .put("weight", share(weightBasisPoints))
                    .put("actor", actor)
                    .put("reason", reason)
                    .put("evidence", FigureJson.array(evidence));
            return remark.isEmpty() ? json : json.put("remark", remark);
        }
    }

    /**
     * How it stands besides.
     *
     * @param entityTag another one with every entry of the history
     * @param dryRun whether the gateway takes nothing away by itself
     * @param frozenUntil when it may pass a step again; empty where nothing holds it back
     * @param watch how the promoted version does; null where nobody looks
     * @param shadow what copies of requests have shown; null where there are none
     */
    public record Standing(
            String entityTag, boolean dryRun, String frozenUntil, @Nullable Watch watch, @Nullable ShadowView shadow) {
        JsonObject toJson() {
            JsonObject json = new JsonObject().put("etag", entityTag).put("dry_run", dryRun);
            if (shadow != null) {
                json.put("shadow", shadow.toJson());
            }
            if (!frozenUntil.isEmpty()) {
                json.put("frozen_until", frozenUntil);
            }
            return watch == null
                    ? json
                    : json.put(
                            "regression_watch",
                            new JsonObject()
                                    .put("until", watch.until().toString())
                                    .put("evidence", tests(watch.evidence())));
        }
    }

    public record Watch(Instant until, List<Test> evidence) {
        public Watch {
            evidence = List.copyOf(evidence);
        }
    }

    public JsonObject toJson() {
        JsonArray stepArray = new JsonArray();
        steps.forEach(each -> stepArray.add(new JsonObject()
                .put("weight", share(each.weightBasisPoints()))
                .put("hold", duration(each.hold()))
                .put("gate", each.gated() ? "manual" : "evidence")));
        JsonArray historyArray = new JsonArray();
        JsonArray wouldHave = new JsonArray();
        history.forEach(each -> {
            JsonObject entry = each.toJson();
            historyArray.add(entry);
            if (each.to().equals("pending")) {
                wouldHave.clear();
            }
            if (each.remark().equals(Remark.WOULD_HAVE.label()) || each.reason().startsWith(Rollout.WOULD_HAVE)) {
                wouldHave.add(entry);
            }
        });
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
                .put("evidence", tests(evidence))
                .mergeIn(standing.toJson())
                .put("would_have", wouldHave)
                .put("history", historyArray);
        return match == null ? shown : shown.put("match", match);
    }

    private static JsonArray tests(List<Test> evidence) {
        JsonArray array = new JsonArray();
        evidence.forEach(each -> array.add(new JsonObject()
                .put("test", each.test())
                .put("n", each.n())
                .put("bad", each.bad())
                .put("e_value", FigureJson.shown(each.eValue()))
                .put("threshold", FigureJson.shown(each.threshold()))
                .put("verdict", each.verdict())));
        return array;
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
}
