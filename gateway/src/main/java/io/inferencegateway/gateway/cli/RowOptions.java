package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.quality.rows.RowFile;
import io.inferencegateway.monitoring.quality.FeatureRule;
import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How rows in files are to be read. */
final class RowOptions {
    @Option(
            names = "--prediction",
            paramLabel = "NAME",
            defaultValue = RowFile.PREDICTION,
            description = "the field or column that holds the prediction (default: ${DEFAULT-VALUE})")
    private String prediction = RowFile.PREDICTION;

    @Option(
            names = "--categorical",
            paramLabel = "NAMES",
            split = ",",
            description = "features whose numbers are names, such as postal codes")
    private List<String> categorical = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "NAMES", split = ",", description = "features to leave out, such as ids")
    private List<String> ignored = new ArrayList<>();

    String prediction() {
        return prediction;
    }

    QualityPolicy policy(int minimumRows, double limit) {
        Map<String, FeatureRule> rules = new HashMap<>();
        categorical.forEach(name -> rules.put(name, new FeatureRule(Kind.CATEGORICAL, null, null, null, false, false)));
        ignored.forEach(name -> rules.put(name, new FeatureRule(null, null, null, null, false, true)));
        return new QualityPolicy(QualityPolicy.WINDOW, minimumRows, limit, rules);
    }
}
