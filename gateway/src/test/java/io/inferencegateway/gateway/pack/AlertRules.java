package io.inferencegateway.gateway.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The alerts of the pack and their tests, as a YAML parser reads them. */
final class AlertRules {
    static final Path PACK = Path.of("..", "dashboards");
    static final Path RULES = PACK.resolve("prometheus");
    private static final Pattern RUNBOOK = Pattern.compile("/runbooks/([a-z0-9-]+)(\\?.*)?$");
    private static final Pattern COMPARISON = Pattern.compile("(?<![!=~<>])(>|<|==) (-?[0-9.]+)");

    private AlertRules() {}

    /** @param sustained as written, such as {@code 5m}; empty where there is none */
    record Alert(
            String name,
            String expression,
            String sustained,
            Map<String, String> labels,
            Map<String, String> annotations) {
        String runbook() {
            Matcher path = RUNBOOK.matcher(annotations.getOrDefault("runbook_url", ""));
            return path.find() ? path.group(1) : "";
        }

        /** {@code >}, {@code <} or {@code ==}. */
        String comparison() {
            return decisive(expression).group(1);
        }

        double threshold() {
            return Double.parseDouble(decisive(expression).group(2));
        }
    }

    /** @param minute when it is asked; @param firing how many alerts are expected then */
    record Check(String alert, long minute, int firing) {}

    static List<Alert> all() throws IOException {
        List<Alert> alerts = new ArrayList<>();
        for (Path file : files(RULES, "*-rules.yml")) {
            for (Map<String, Object> group : maps(read(file), "groups")) {
                for (Map<String, Object> rule : maps(group, "rules")) {
                    if (rule.containsKey("alert")) {
                        alerts.add(new Alert(
                                text(rule, "alert"),
                                text(rule, "expr"),
                                rule.containsKey("for") ? text(rule, "for") : "",
                                texts(rule, "labels"),
                                texts(rule, "annotations")));
                    }
                }
            }
        }
        return alerts;
    }

    static List<Check> checks() throws IOException {
        List<Check> checks = new ArrayList<>();
        for (Path file : files(RULES.resolve("tests"), "*.yml")) {
            for (Map<String, Object> group : maps(read(file), "tests")) {
                for (Map<String, Object> check : maps(group, "alert_rule_test")) {
                    checks.add(new Check(
                            text(check, "alertname"),
                            Long.parseLong(text(check, "eval_time").replace("m", "")),
                            maps(check, "exp_alerts").size()));
                }
            }
        }
        checks.sort(Comparator.comparingLong(Check::minute));
        return checks;
    }

    /** The same expression with every threshold moved so far that what stands just below it fires, too. */
    static String loosened(String expression) {
        String claim = claim(expression);
        Matcher comparisons = COMPARISON.matcher(claim);
        StringBuilder loose = new StringBuilder();
        while (comparisons.find()) {
            double threshold = Double.parseDouble(comparisons.group(2));
            String moved =
                    switch (comparisons.group(1)) {
                        case ">" -> threshold == 0 ? ">= 0" : "> " + threshold * 0.9;
                        case "<" -> "< " + threshold * 1.1;
                        default -> ">= 0";
                    };
            comparisons.appendReplacement(loose, moved);
        }
        comparisons.appendTail(loose);
        return loose + expression.substring(claim.length());
    }

    static List<Path> files(Path folder, String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            found.forEach(files::add);
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (Map<String, Object>) new Yaml().load(in);
        }
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.getOrDefault(key, List.of());
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> parent, String key) {
        return (Map<String, Object>) parent.getOrDefault(key, Map.of());
    }

    private static String text(Map<String, Object> parent, String key) {
        return Objects.requireNonNull(parent.get(key), key).toString();
    }

    @SuppressWarnings("unchecked")
    static Map<String, String> texts(Map<String, Object> parent, String key) {
        return (Map<String, String>) parent.getOrDefault(key, Map.of());
    }

    /** What an expression is about. What follows on a line of its own with {@code and} only guards it. */
    private static String claim(String expression) {
        int guard = expression.indexOf("\nand on (");
        return guard < 0 ? expression : expression.substring(0, guard);
    }

    /** The last comparison of the claim: those before it are of its parts. */
    private static MatchResult decisive(String expression) {
        return COMPARISON
                .matcher(claim(expression))
                .results()
                .reduce((before, last) -> last)
                .orElseThrow(() -> new IllegalStateException("no comparison in " + expression));
    }
}
