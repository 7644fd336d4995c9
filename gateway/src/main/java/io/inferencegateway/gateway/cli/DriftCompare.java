package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.quality.ReportJson;
import io.inferencegateway.gateway.quality.rows.ReferenceFile;
import io.inferencegateway.gateway.quality.rows.RowFile;
import io.inferencegateway.gateway.quality.rows.UnreadableRows;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityReview;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code igw drift compare}: the comparison of the quality plane as a batch job over files, without a gateway. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Compares the rows of a file with those of a reference, without a gateway.",
            "A file holds JSON lines ({\"features\": {...}, \"prediction\": ...} or flat objects), or CSV with a header; a"
                    + " reference may be a profile that igw drift profile made."
        },
        exitCodeOnExecutionException = DriftCommand.UNKNOWABLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no drift", "1:drift", "2:bad usage, or a file that is no rows or too few"})
final class DriftCompare implements Callable<Integer> {
    /** Files don't know versions. */
    private static final int VERSION = 1;

    private final InstantSource clock = InstantSource.system();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "what is compared with: rows, or a profile")
    private Path reference = Path.of("");

    @Option(names = "--current", required = true, paramLabel = "FILE", description = "the rows that are compared")
    private Path current = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "SCORE",
            defaultValue = "" + QualityPolicy.DRIFT_LIMIT,
            description = "a score above it is drift (default: ${DEFAULT-VALUE})")
    private double limit = QualityPolicy.DRIFT_LIMIT;

    @Option(
            names = "--minimum-rows",
            paramLabel = "N",
            defaultValue = "" + QualityPolicy.MINIMUM_ROWS,
            description = "fewer on either side can't be told from chance (default: ${DEFAULT-VALUE})")
    private int minimumRows = QualityPolicy.MINIMUM_ROWS;

    @Mixin
    private RowOptions rows = new RowOptions();

    @Option(names = "--all", description = "also features that did not move")
    private boolean all;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private AdminOptions.Output output = AdminOptions.Output.text;

    @Override
    public Integer call() {
        return ClientCommands.guarded(spec, DriftCommand.UNKNOWABLE, out -> {
            if (!(limit > 0) || minimumRows < 1) {
                throw new ClientFailure("--limit must be above 0, and --minimum-rows at least 1");
            }
            QualityReport report;
            try {
                report = compare(rows.policy(minimumRows, limit));
            } catch (UnreadableRows fault) {
                throw new ClientFailure(fault.inWords());
            }
            return DriftCommand.print(ReportJson.whole(report), out, output == AdminOptions.Output.json, all);
        });
    }

    private QualityReport compare(QualityPolicy policy) throws UnreadableRows {
        ReferenceProfile profile = ReferenceFile.read(reference, policy, rows.prediction());
        enough(reference, profile.rows());
        RowFile.Content content = RowFile.read(current, policy, rows.prediction());
        enough(current, content.read());
        long now = clock.millis();
        return QualityReview.of(
                String.valueOf(current.getFileName()),
                now,
                policy,
                Baseline.ofFile(profile, now),
                Map.of(VERSION, content.sample()),
                VERSION,
                Map.of());
    }

    private void enough(Path file, long count) {
        if (count < minimumRows) {
            throw new ClientFailure(file + ": holds " + count + " rows, and --minimum-rows asks for " + minimumRows);
        }
    }
}
