package io.inferencegateway.loadtest.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the callers sent and how it ended, as they saw it. Owner: the callers' event loop; read by others at the end. */
final class Ledger {
    private static final int UNEXPLAINED_KEPT = 20;

    private final Map<Ending, Long> endings = new TreeMap<>();
    private final Map<Script, Long> sent = new EnumMap<>(Script.class);
    private final Map<Script, Long> turnedAway = new EnumMap<>(Script.class);
    private final List<String> unexplained = new ArrayList<>();
    private long open;
    private long longestPauseMillis;

    void sent(Script script) {
        sent.merge(script, 1L, Long::sum);
        open++;
    }

    void ended(Ending ending) {
        endings.merge(ending, 1L, Long::sum);
        open--;
    }

    /** The gateway answered in an upstream's place before it asked one. */
    void turnedAway(Script script) {
        turnedAway.merge(script, 1L, Long::sum);
    }

    /** A request that is none of the scripts'. */
    void opened() {
        open++;
    }

    /** What no script explains: the soak has failed. */
    void unexplained(String what) {
        open--;
        if (unexplained.size() < UNEXPLAINED_KEPT) {
            unexplained.add(what);
        }
    }

    /** Something is wrong with an answer that came whole. */
    void wrong(String what) {
        if (unexplained.size() < UNEXPLAINED_KEPT) {
            unexplained.add(what);
        }
    }

    /** The callers' own event loop did nothing for so long. */
    void paused(long millis) {
        longestPauseMillis = Math.max(longestPauseMillis, millis);
    }

    long longestPauseMillis() {
        return longestPauseMillis;
    }

    /** Requests whose end is not known yet. */
    long open() {
        return open;
    }

    /** Requests that an upstream ought to have seen. */
    long toUpstream(Script script) {
        return sent.getOrDefault(script, 0L) - turnedAway.getOrDefault(script, 0L);
    }

    long requests() {
        return endings.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<Ending, Long> endings() {
        return new TreeMap<>(endings);
    }

    List<String> unexplained() {
        return List.copyOf(unexplained);
    }
}
