package io.inferencegateway.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.pack.AlertRules.Alert;
import io.inferencegateway.gateway.pack.AlertRules.Check;
import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertPreset;
import io.inferencegateway.monitoring.alert.AlertPresets;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** That the alerts of the pack are whole, are tested, and agree with the built-in presets and the runbooks. */
class PackRulesTest {
    private static final Set<String> SEVERITIES = Set.of("critical", "warning", "page", "ticket", "info");
    private static final Set<String> OWNERS = Set.of("platform", "applied-ml", "data-platform");
    private static final Pattern FAILED = Pattern.compile("alertname: (\\w+), time");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\w+)` \\| (.+?) \\| (\\S.*?) \\| (\\w+) \\| ([a-z-]+) \\|$");

    @TempDir
    Path folder;

    @Test
    void every_alert_says_whose_it_is_what_to_do_and_where_to_look() throws Exception {
        for (Alert alert : AlertRules.all()) {
            String model = "{{ $labels.model";
            assertThat(alert.labels().get("severity")).as(alert.name()).isIn(SEVERITIES);
            assertThat(alert.labels().get("owner")).as(alert.name()).isIn(OWNERS);
            assertThat(alert.annotations().keySet())
                    .as(alert.name())
                    .containsExactlyInAnyOrder("summary", "description", "dashboard_url", "runbook_url", "mitigation");
            assertThat(alert.annotations().get("description")).as(alert.name()).contains("$value");
            assertThat(alert.annotations().get("dashboard_url"))
                    .as(alert.name())
                    .matches("http://127\\.0\\.0\\.1:3000/d/igw-[a-z]+\\?var-model=\\S.*&var-version=\\S.*");
            assertThat(alert.annotations().get("dashboard_url").contains(model))
                    .as(alert.name() + " leads to its model's board")
                    .isEqualTo(alert.annotations().get("summary").contains(model)
                            || alert.name().startsWith("ModelPod"));
            assertThat(Files.exists(AlertRules.PACK.resolve("runbooks/" + alert.runbook() + ".md")))
                    .as(alert.name() + " has the runbook " + alert.runbook())
                    .isTrue();
        }
    }

    @Test
    void the_triage_board_shows_every_alert_with_its_own_runbook() throws Exception {
        Map<String, String> shown = new HashMap<>();
        for (JsonNode column : Boards.all().get("triage").findParents("matcher")) {
            if (column.path("matcher").path("options").asText().equals("Runbook")) {
                JsonNode mapping =
                        column.path("properties").path(0).path("value").path(0).path("options");
                mapping.properties()
                        .forEach(each -> shown.put(
                                each.getKey(), each.getValue().path("text").asText()));
            }
        }
        for (Alert alert : AlertRules.all()) {
            assertThat(shown).containsEntry(alert.name(), alert.runbook());
        }
    }

    @Test
    void every_alert_is_tested_before_its_time_while_it_fires_and_after_its_end() throws Exception {
        Map<String, List<Check>> checks = AlertRules.checks().stream().collect(Collectors.groupingBy(Check::alert));

        for (Alert alert : AlertRules.all()) {
            String shape = checks.getOrDefault(alert.name(), List.of()).stream()
                    .map(check -> check.firing() > 0 ? "f" : "s")
                    .collect(Collectors.joining());
            assertThat(shape)
                    .as(alert.name() + ": silent, then firing, then silent")
                    .matches("s+f+s.*");
        }
    }

    /**
     * What only passes because nothing could make it fire proves nothing. With {@code -Dpack.mutations=true} the service
     * levels, which span days, and missing durations are tried as well.
     */
    @Test
    void every_test_notices_a_threshold_that_is_a_tenth_too_loose() throws Exception {
        boolean everything = Boolean.getBoolean("pack.mutations");
        Predicate<Path> tried = file -> everything || !file.endsWith("slo-tests.yml");
        Set<String> all = names(AlertRules.all().stream()
                .filter(alert -> everything || !alert.name().startsWith("ModelBudget"))
                .toList());
        Run loose = promtoolOn(
                "loose",
                tried,
                rule -> rule.put("expr", AlertRules.loosened(rule.get("expr").toString())));

        assertThat(loose.failures()).isEqualTo(all);
        if (everything) {
            Set<String> lasting = names(AlertRules.all().stream()
                    .filter(alert -> !alert.sustained().isEmpty())
                    .toList());
            assertThat(promtoolOn("hasty", tried, rule -> rule.remove("for")).failures())
                    .containsAll(lasting);
        }
    }

    @Test
    void rules_and_built_in_presets_have_the_same_thresholds_durations_severities_and_owners() throws Exception {
        Map<String, Alert> ofPreset = new HashMap<>();
        for (Alert alert : AlertRules.all()) {
            if (!alert.name().startsWith("ModelPod")) {
                ofPreset.put(alert.runbook(), alert);
            }
        }

        for (AlertPreset preset : AlertPresets.all()) {
            Alert alert = ofPreset.get(preset.name());
            assertThat(alert).as("an alert for " + preset.name()).isNotNull();
            double unit = preset.condition().metric().unit() == AlertMetric.Unit.MILLISECONDS ? 1_000 : 1;
            assertThat(alert.threshold() * unit)
                    .as(preset.name())
                    .isEqualTo(preset.condition().threshold());
            assertThat(sustained(alert.sustained()))
                    .as(preset.name())
                    .isEqualTo(preset.condition().sustained());
            assertThat(alert.labels())
                    .as(preset.name())
                    .containsEntry("severity", preset.notice().severity());
            assertThat(alert.labels())
                    .as(preset.name())
                    .containsEntry("owner", preset.notice().owner());
            if (preset.condition().metric() != AlertMetric.NO_REQUESTS) {
                assertThat(alert.comparison())
                        .as(preset.name())
                        .isEqualTo(preset.condition().comparison() == Comparison.ABOVE ? ">" : "<");
            }
        }
    }

    @Test
    void every_runbook_states_its_alerts_as_the_rules_do() throws Exception {
        Map<String, Alert> alerts = new HashMap<>();
        AlertRules.all().forEach(alert -> alerts.put(alert.name(), alert));
        Set<String> stated = new TreeSet<>();

        for (Path file : AlertRules.files(AlertRules.PACK.resolve("runbooks"), "*.md")) {
            Matcher rows = ROW.matcher(Files.readString(file));
            while (rows.find()) {
                Alert alert = alerts.get(rows.group(1));
                assertThat(alert).as(file + " names " + rows.group(1)).isNotNull();
                stated.add(alert.name());
                assertThat(file.getFileName().toString()).isEqualTo(alert.runbook() + ".md");
                assertThat(rows.group(3))
                        .as(alert.name())
                        .isEqualTo(alert.sustained().isEmpty() ? "at once" : alert.sustained());
                assertThat(rows.group(4))
                        .as(alert.name())
                        .isEqualTo(alert.labels().get("severity"));
                assertThat(rows.group(5))
                        .as(alert.name())
                        .isEqualTo(alert.labels().get("owner"));
                assertThat(spellings(alert.threshold()))
                        .as(alert.name() + " in '" + rows.group(2) + "'")
                        .anySatisfy(spelling -> assertThat(rows.group(2))
                                .containsPattern("(^|[^0-9.])" + Pattern.quote(spelling) + "([^0-9]|$)"));
            }
        }

        assertThat(stated).isEqualTo(names(AlertRules.all()));
    }

    @Test
    void the_pack_is_written_with_other_urls_and_its_rules_as_one_object_of_the_operator() throws Exception {
        Path written = folder.resolve("pack");
        Process script = new ProcessBuilder(
                        AlertRules.PACK.resolve("with-urls").toString(),
                        "https://igw.example/",
                        "https://grafana.example/g",
                        written.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(said).isZero();

        String rules = Files.readString(written.resolve("prometheus/alert-rules.yml"));
        assertThat(rules)
                .contains("https://igw.example/runbooks/high-error-rate?", "https://grafana.example/g/d/igw-endpoints?")
                .doesNotContain("127.0.0.1");
        Map<String, Object> object = AlertRules.read(written.resolve("prometheusrule.yaml"));
        List<String> alerts = new ArrayList<>();
        for (Map<String, Object> group : AlertRules.maps(AlertRules.map(object, "spec"), "groups")) {
            AlertRules.maps(group, "rules").stream()
                    .filter(rule -> rule.containsKey("alert"))
                    .forEach(rule -> alerts.add(String.valueOf(rule.get("alert"))));
        }
        assertThat(alerts).containsExactlyInAnyOrderElementsOf(names(AlertRules.all()));
    }

    @Test
    void every_runbook_begins_with_five_questions_and_ends_with_actions() throws Exception {
        for (Path file : AlertRules.files(AlertRules.PACK.resolve("runbooks"), "*.md")) {
            if (file.endsWith("README.md")) {
                continue;
            }
            String text = Files.readString(file);
            int questions = text.indexOf("\n## First five questions\n");
            int next = text.indexOf("\n## ", questions + 1);
            assertThat(questions)
                    .as(file + " has its questions first")
                    .isPositive()
                    .isEqualTo(text.indexOf("\n## "));
            for (int number = 1; number <= 5; number++) {
                assertThat(text.substring(questions, next)).as(file.toString()).contains("\n" + number + ". ");
            }
            if (!file.endsWith("incident.md")) {
                assertThat(text).as(file.toString()).contains("\n## Causes\n", "\n## Actions\n");
            }
        }
    }

    private static Set<String> spellings(double threshold) {
        Set<String> spellings = new TreeSet<>();
        spellings.add(plain(threshold));
        spellings.add(plain(threshold * 100) + " %");
        spellings.add(plain(threshold * 1_000) + " ms");
        spellings.add(plain(threshold / 86_400) + " days");
        spellings.add(String.format(Locale.ROOT, "%.2f", threshold));
        if (threshold == 1) {
            spellings.add("paused");
            spellings.add("up = 1");
        }
        return spellings;
    }

    private static String plain(double number) {
        return new BigDecimal(number)
                .round(new MathContext(12))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static Duration sustained(String written) {
        return written.isEmpty() ? Duration.ZERO : Duration.parse("PT" + written.toUpperCase(Locale.ROOT));
    }

    private static Set<String> names(List<Alert> alerts) {
        return alerts.stream().map(Alert::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The pack's own tests over rules that a change was made to. */
    private Run promtoolOn(String name, Predicate<Path> tried, Consumer<Map<String, Object>> change)
            throws IOException {
        Path rules = Files.createDirectories(folder.resolve(name));
        Path tests = Files.createDirectories(rules.resolve("tests"));
        DumperOptions wide = new DumperOptions();
        wide.setWidth(10_000);
        for (Path file : AlertRules.files(AlertRules.RULES, "*-rules.yml")) {
            Map<String, Object> changed = AlertRules.read(file);
            for (Map<String, Object> group : AlertRules.maps(changed, "groups")) {
                AlertRules.maps(group, "rules").stream()
                        .filter(rule -> rule.containsKey("alert"))
                        .forEach(change);
            }
            Files.writeString(rules.resolve(file.getFileName()), new Yaml(wide).dump(changed));
        }
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        for (Path file : AlertRules.files(AlertRules.RULES.resolve("tests"), "*.yml")) {
            if (tried.test(file)) {
                command.add(Files.copy(file, tests.resolve(file.getFileName())).toString());
            }
        }
        Path said = rules.resolve("said.txt");
        return new Run(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start(),
                said);
    }

    private record Run(Process promtool, Path said) {
        /** The alerts whose tests failed. */
        Set<String> failures() throws Exception {
            assertThat(promtool.waitFor(2, TimeUnit.MINUTES)).isTrue();
            Set<String> alerts = new TreeSet<>();
            Matcher failed = FAILED.matcher(Files.readString(said));
            while (failed.find()) {
                alerts.add(failed.group(1));
            }
            return alerts;
        }
    }
}
