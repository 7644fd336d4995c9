package io.inferencegateway.loadtest.demo;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** A rollout as the admin API shows it, as far as the story needs it. Immutable. */
record RolloutStatus(int canary, String phase, String weight, String reason, List<Test> evidence) {
    RolloutStatus {
        evidence = List.copyOf(evidence);
    }

    /** One line of the evidence: the canary is indicted when {@code eValue} reaches {@code threshold}. */
    record Test(String test, long n, long bad, double eValue, double threshold, String verdict) {
        String inWords() {
            return String.format(
                    Locale.ROOT,
                    "%s: %d bad of %d, evidence %s of %s%s",
                    test,
                    bad,
                    n,
                    brief(eValue),
                    brief(threshold),
                    verdict.equals("ok") ? "" : ", " + verdict);
        }

        private static String brief(double value) {
            return String.format(Locale.ROOT, value >= 1e6 ? "%.1e" : value >= 100 ? "%.0f" : "%.2g", value);
        }
    }

    static RolloutStatus of(JsonObject rollout) {
        List<Test> evidence = rollout.getJsonArray("evidence").stream()
                .map(JsonObject.class::cast)
                .map(test -> new Test(
                        test.getString("test"),
                        test.getLong("n"),
                        test.getLong("bad"),
                        test.getDouble("e_value"),
                        test.getDouble("threshold"),
                        test.getString("verdict")))
                .toList();
        return new RolloutStatus(
                rollout.getInteger("canary"),
                rollout.getString("phase"),
                rollout.getString("weight"),
                rollout.getString("reason"),
                evidence);
    }

    boolean isRolledBack() {
        return phase.equals("rolled_back") || phase.equals("rolling_back");
    }
}
