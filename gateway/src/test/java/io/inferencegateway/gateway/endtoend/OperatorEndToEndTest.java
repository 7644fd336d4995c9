package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout operated from the shell: {@code igw rollout} as a process, against a gateway as a process. */
class OperatorEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void an_operator_starts_pauses_resumes_aborts_retries_and_promotes_a_rollout() throws Exception {
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(stable, canary).in(directory))) {
            assertThat(rollout(gateway, "status", "fraud").exitCode())
                    .as("none yet")
                    .isEqualTo(1);

            GatewayProcess.Finished started = rollout(gateway, "start", "fraud", "--to", "2", "--steps", "5,25,50");
            assertThat(started.exitCode()).as(started.errors()).isEqualTo(0);
            assertThat(rollout(gateway, "start", "fraud", "--to", "2").errors()).contains("fraud");
            assertThat(then(gateway, "pause", "paused")).contains("5%");
            then(gateway, "resume", "progressing");
            assertThat(then(gateway, "promote", "progressing")).contains("25%");
            assertThat(then(gateway, "abort", "rolled back")).contains("0%");
            assertThat(rollout(gateway, "resume", "fraud").exitCode())
                    .as("nothing to resume")
                    .isEqualTo(1);
            then(gateway, "retry", "progressing");
            assertThat(then(gateway, "promote", "promot", "--full")).contains("100%");
        }
    }

    /** Runs a command that must succeed, and waits until the status names the phase; the commands' words are its own. */
    private String then(GatewayProcess gateway, String command, String phase, String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(flags));
        arguments.add("fraud");
        GatewayProcess.Finished finished = rollout(gateway, arguments.toArray(String[]::new));
        assertThat(finished.exitCode()).as(command + ": " + finished.errors()).isEqualTo(0);
        for (int attempt = 0; attempt < 5; attempt++) {
            String status = rollout(gateway, "status", "fraud").output();
            if (status.contains(phase)) {
                return status;
            }
        }
        throw new AssertionError(
                "after " + command + ": " + rollout(gateway, "status", "fraud").output());
    }

    private GatewayProcess.Finished rollout(GatewayProcess gateway, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("rollout"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--admin", gateway.admin().toString()));
        return GatewayProcess.run(directory, all.toArray(String[]::new));
    }
}
