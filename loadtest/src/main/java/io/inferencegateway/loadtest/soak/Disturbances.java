package io.inferencegateway.loadtest.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What is done to the gateway from outside while it serves, second by second. Used by one thread. */
final class Disturbances {
    private static final String ROLLOUT = "/api/v1/models/canaried/rollout";
    private static final String START = "{\"version\":2,\"steps\":[{\"weight\":\"20%\",\"hold\":\"10m\"}]}";
    private static final long REPLICA_AWAY_MILLIS = 700;

    private final GatewayUnderTest gateway;
    private final ScriptedModels models;
    private final Path config;
    private final String valid;
    private final Map<String, Long> done = new TreeMap<>();
    private long rollouts;
    private long rolledBack;
    private boolean rolloutRuns;

    Disturbances(GatewayUnderTest gateway, ScriptedModels models, Path config) throws IOException {
        this.gateway = gateway;
        this.models = models;
        this.config = config;
        this.valid = Files.readString(config);
    }

    void second(long number) throws IOException {
        gateway.get("/metrics");
        count("scrapes");
        if (number % 7 == 3) {
            models.restartReplica(REPLICA_AWAY_MILLIS);
            count("replica that died and came back");
        }
        if (number % 9 == 4) {
            gateway.reload();
            count("SIGHUP");
        }
        switch ((int) (number % 12)) {
            case 5 -> write(valid.replace("drain: 5s", "drain: 6s"), "changed file");
            case 8 -> write("models: [", "invalid file");
            case 10 -> write(valid, "changed file");
            default -> {}
        }
        if (number % 6 == 1) {
            lookAtRollout();
            startRollout();
        }
    }

    private void write(String content, String what) throws IOException {
        Files.writeString(config, content);
        count(what);
    }

    private void startRollout() {
        if (!rolloutRuns && gateway.post(ROLLOUT + "s", START).contains("\"phase\"")) {
            rolloutRuns = true;
            rollouts++;
            count("rollout of a version that fails every request");
        }
    }

    private void lookAtRollout() {
        if (rolloutRuns && gateway.get(ROLLOUT).contains("\"phase\":\"rolled_back\"")) {
            rolloutRuns = false;
            rolledBack++;
        }
    }

    private void count(String what) {
        done.merge(what, 1L, Long::sum);
    }

    /** Rollouts that were started. */
    long rollouts() {
        return rollouts;
    }

    /** Rollouts that the gateway took back; the last one may lack the traffic to be judged, and is not counted. */
    long rolledBack() {
        lookAtRollout();
        return rolledBack;
    }

    boolean rolloutRuns() {
        return rolloutRuns;
    }

    Map<String, Long> done() {
        return new TreeMap<>(done);
    }
}
