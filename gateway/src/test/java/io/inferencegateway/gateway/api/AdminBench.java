package io.inferencegateway.gateway.api;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a live admin API: each gets a fresh one over a state file of its own. */
public abstract class AdminBench {
    @TempDir
    private Path folder;

    protected AdminFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = AdminFixture.start(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    /** Another one over the same state file. */
    void restart() throws Exception {
        stop();
        start();
    }
}
