package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway leaves behind that had no time to tidy up. */
class LeftoversEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void a_gateway_that_is_killed_leaves_nothing_in_the_temporary_folder() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory,
                        GatewayFile.of(model.url()).in(directory),
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + temporary)) {
            Callers callers = new Callers();
            assertThat(callers.get(gateway.traffic().resolve("/models/fraud/v/1/x"))
                            .status())
                    .isEqualTo(200);
            assertThat(callers.get(gateway.admin().resolve("/")).status()).isEqualTo(200);
            gateway.kill();
        }
        assertThat(temporary).isEmptyDirectory();
        assertThat(directory.resolve("state/igw.db")).exists();
    }
}
