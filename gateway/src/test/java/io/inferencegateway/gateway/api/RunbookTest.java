package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.monitoring.alert.AlertPresets;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runbooks as the admin listener serves them. */
class RunbookTest {
    private static final Path RUNBOOKS = Path.of("..", "dashboards", "runbooks");
    private static final Pattern LINK = Pattern.compile("href=\"(/runbooks[^\"]*)\"");

    @TempDir
    Path folder;

    @Test
    void the_index_names_every_file_of_the_pack_and_each_preset_has_one() throws Exception {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.list(RUNBOOKS)) {
            all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .forEach(name -> files.add(name.replace(".md", "")));
        }

        List<String> served = new RunbookPages().names();

        assertThat(served).containsExactlyInAnyOrderElementsOf(files);
        AlertPresets.all().forEach(preset -> assertThat(served).contains(preset.name()));
    }

    @Test
    void every_page_that_a_page_links_to_is_there() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            Set<String> seen = new TreeSet<>();
            List<String> next = List.of("/runbooks");
            while (!next.isEmpty()) {
                Set<String> found = new TreeSet<>();
                for (String path : next) {
                    String page = page(gateway, path);
                    assertThat(page).as(path).contains("<h1>").doesNotContain("$model", "$version", ".md\"");
                    Matcher links = LINK.matcher(page);
                    while (links.find()) {
                        found.add(links.group(1));
                    }
                    seen.add(path);
                }
                next = found.stream().filter(path -> !seen.contains(path)).toList();
            }

            assertThat(seen).hasSize(1 + new RunbookPages().names().size());
        }
    }

    @Test
    void commands_ask_the_listener_by_the_name_that_the_reader_used_for_it() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            assertThat(page(gateway, "/runbooks/status-500?model=fraud"))
                    .contains("'http://127.0.0.1:" + gateway.api.port() + "/api/v1/samples?model=fraud&amp;status=500")
                    .doesNotContain(":9901");
        }
        assertThat(new RunbookPages()
                        .find("status-500", "", "", "http://igw.example")
                        .orElseThrow())
                .contains("'http://igw.example/api/v1/samples");
    }

    @Test
    void a_link_from_an_alert_fills_queries_commands_and_further_links() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            String page = page(gateway, "/runbooks/high-error-rate?model=fraud.eu&version=2");

            assertThat(page)
                    .contains("model=~&quot;fraud[.]eu&quot;, version=~&quot;2&quot;")
                    .contains("igw rollout abort fraud.eu --reason")
                    .contains("href=\"/runbooks/slow-predictions?model=fraud.eu&amp;version=2\"");
            assertThat(page(gateway, "/runbooks/high-error-rate"))
                    .contains("model=~&quot;.*&quot;, version=~&quot;.*&quot;")
                    .contains("igw rollout abort MODEL --reason")
                    .contains("href=\"/runbooks/slow-predictions\"");
        }
    }

    @Test
    void nothing_but_a_well_formed_id_and_number_of_a_link_reaches_the_page() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            String plain = page(gateway, "/runbooks/high-error-rate");

            for (String hostile :
                    List.of("%3Cscript%3E", "a%22b", "a%20b", "%24(reboot)", "x".repeat(65), "%00", "%EE%80%80")) {
                assertThat(page(gateway, "/runbooks/high-error-rate?model=" + hostile + "&version=1%3B"))
                        .as(hostile)
                        .isEqualTo(plain);
            }
        }
    }

    @Test
    void a_page_needs_no_script_and_an_unknown_one_is_a_problem() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            Answer page = gateway.get("/runbooks/incident");

            assertThat(page.contentType()).isEqualTo("text/html; charset=utf-8");
            assertThat(page.response().headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
            assertThat(page.response().body()).doesNotContain("<script", "style=");
            assertThat(gateway.get("/runbooks/").status()).isEqualTo(200);
            for (String path : List.of("/runbooks/none", "/runbooks/README", "/runbooks/..%2fopenapi.yaml")) {
                assertThat(gateway.get(path).status()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void an_alert_of_a_preset_leads_to_its_page_unless_somebody_named_another() throws Exception {
        JsonObject rule = new JsonObject().put("preset", "high-error-rate");
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            assertThat(runbookOf(gateway, rule)).isEqualTo("/runbooks/high-error-rate?model=fraud&version=1");
            assertThat(runbookOf(
                            gateway, rule.copy().put("name", "mine").put("runbook", "https://runbooks.example/mine")))
                    .isEqualTo("https://runbooks.example/mine");
        }
        String reached = "notifications: { console-url: \"https://igw.example\" }\n";
        try (AdminFixture gateway = AdminFixture.start(folder.resolve("reached"), AdminFixture.CONFIG + reached)) {
            assertThat(runbookOf(gateway, rule))
                    .isEqualTo("https://igw.example/runbooks/high-error-rate?model=fraud&version=1");
        }
    }

    private static String runbookOf(AdminFixture gateway, JsonObject rule) throws Exception {
        Answer made = gateway.post("/api/v1/monitors/configured/alerts", rule);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        return new JsonObject(made.response().body()).getString("runbook");
    }

    private static String page(AdminFixture gateway, String path) throws Exception {
        Answer answer = gateway.get(path.replace("&amp;", "&"));
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.response().body();
    }
}
