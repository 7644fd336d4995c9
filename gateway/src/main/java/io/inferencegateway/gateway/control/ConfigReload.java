package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.ReloadTrigger;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** The configuration file behind the running gateway. */
public interface ConfigReload {
    /** Reads the file now. Completes with what came of it; an invalid file is never applied. */
    Future<Result> reload(ReloadTrigger trigger);

    /** What the last attempt to read the file came to. */
    Result last();

    /**
     * @param trigger why the file was read
     * @param problems one line each, as {@code igw check} prints them; empty where the file was applied
     * @param warnings what is valid in it and hardly meant, likewise
     */
    record Result(Instant time, ReloadTrigger trigger, List<String> problems, List<String> warnings) {
        public Result {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }

        public boolean applied() {
            return problems.isEmpty();
        }
    }
}
