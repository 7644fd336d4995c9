package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.quality.rows.ProfileJson;
import io.inferencegateway.gateway.quality.rows.RowFile;
import io.inferencegateway.gateway.quality.rows.UnreadableRows;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code igw drift profile}: a reference without its rows. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what the rows of a file look like, as a document that stands for them as a reference.",
            "It holds distributions, the values of up to 50 categories a feature and 200 numbers of each, but no row."
        },
        exitCodeOnExecutionException = DriftCommand.UNKNOWABLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:bad usage, or a file that is no rows"})
final class DriftProfile implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "JSON lines, or CSV with a header")
    private Path file = Path.of("");

    @Mixin
    private RowOptions rows = new RowOptions();

    @Override
    public Integer call() {
        return ClientCommands.guarded(spec, DriftCommand.UNKNOWABLE, out -> {
            QualityPolicy policy = rows.policy(1, QualityPolicy.DRIFT_LIMIT);
            try {
                RowFile.Content content = RowFile.read(file, policy, rows.prediction());
                out.println(ProfileJson.encode(ReferenceProfile.of(content.sample(), policy))
                        .encodePrettily());
            } catch (UnreadableRows fault) {
                throw new ClientFailure(fault.inWords());
            }
            out.flush();
            return DriftCommand.NO_DRIFT;
        });
    }
}
