package io.inferencegateway.loadtest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the demo came to, as its clients counted it.
 *
 * @param stable what version 1 did
 * @param nobody answers without a version: the gateway's own, of which there should be none
 * @param trouble what kept the story from going on, or null
 */
record Summary(List<ActResult> acts, VersionTally stable, VersionTally nobody, @Nullable String trouble) {
    Summary {
        acts = List.copyOf(acts);
    }

    /**
     * @param requests that the canary served
     * @param harmful answers that were bad (or slow, in the act about that)
     * @param harmfulAfter those among them that arrived after the rollback had been seen: then already in flight
     * @param spanMillis from the first harmful answer to the last: the time to safety
     */
    record ActResult(
            int version,
            Act.Harm harm,
            boolean rolledBack,
            long requests,
            long harmful,
            long harmfulAfter,
            long spanMillis,
            long wrong) {
        static ActResult of(Act act, VersionTally tally) {
            long harmful = act.harmful(tally);
            return new ActResult(
                    act.version(),
                    act.harm(),
                    act.isRolledBack(),
                    tally.requests(),
                    harmful,
                    act.isRolledBack() ? harmful - act.harmfulWhenSeen() : 0,
                    act.harmfulSpanMillis(tally),
                    tally.wrong());
        }
    }

    /** Whether every canary that was released lost its traffic. */
    boolean isSafe() {
        return acts.stream().allMatch(ActResult::rolledBack);
    }

    /** Errors of version 1 and of the gateway itself: nobody but a bad canary may cost an answer. */
    long falseErrors() {
        return stable.bad() + nobody.bad();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long requests = stable.requests() + nobody.requests();
        long wrong = stable.wrong();
        lines.add("Summary");
        for (ActResult act : acts) {
            requests += act.requests();
            wrong += act.wrong();
            String harm = act.harm() == Act.Harm.BAD ? "bad" : "slow";
            lines.add(String.format(
                    Locale.ROOT,
                    "  version %d  %s; of its %d answers %d were %s; time to safety %.1f s; %d more in flight then",
                    act.version(),
                    act.rolledBack() ? "rolled back" : "KEPT ITS TRAFFIC",
                    act.requests(),
                    act.harmful(),
                    harm,
                    act.spanMillis() / 1_000.0,
                    act.harmfulAfter()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "  requests   %d; errors of anything but a bad canary: %d; predictions other than the network's own: %d",
                requests,
                falseErrors(),
                wrong));
        if (trouble != null && !isSafe()) {
            lines.add("  trouble    " + trouble);
        }
        return lines;
    }
}
