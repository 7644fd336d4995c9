package io.inferencegateway.gateway.control;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** The configuration file behind the running gateway. */
public interface ConfigReload {
    /** Reads the file now. Completes with what came of it; an invalid file is never applied. */
    Future<Result> reload();

    /** What the last attempt to read the file came to. */
    Result last();

    /**
     * @param problems one line each, as {@code igw check} prints them; empty where the file was applied
     */
    record Result(Instant time, List<String> problems) {
        public Result {
            problems = List.copyOf(problems);
        }

        public boolean applied() {
            return problems.isEmpty();
        }
    }
}
