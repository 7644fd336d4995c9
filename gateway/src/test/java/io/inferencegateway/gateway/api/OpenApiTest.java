package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The document is served and true: it names what there is, and what there is answers as it says. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void names_exactly_the_operations_of_the_router() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            Set<String> served = new TreeSet<>();
            gateway.api.operations().forEach(operation -> served.add(operation.method() + " " + operation.template()));

            assertThat(documented()).isEqualTo(served);
        }
    }

    @Test
    void every_operation_answers_with_its_documented_status_and_shape() throws Exception {
        // Nobody listens there: a test message is tried all the same.
        String hook = "notifications: { webhooks: [ { name: hook, url: \"http://127.0.0.1:9\" } ] }\n";
        try (AdminFixture gateway = AdminFixture.start(folder, AdminFixture.CONFIG + hook)) {
            gateway.statistics.record(new ModelVersion("fraud", 1), 50, 200, Outcome.OK, 1_000);
            gateway.feed(1, 500, 1, "fr");
            gateway.post("/api/v1/quality/baselines/fraud", new JsonObject("{\"version\":1}"));
            gateway.feed(2, 500, 1.5, "at");
            prepare(gateway);
            List<String> untrue = new ArrayList<>();
            for (String operation : inOrderOfUse()) {
                check(gateway, operation, untrue);
            }

            assertThat(untrue).isEmpty();
        }
    }

    @Test
    void every_operation_refuses_what_it_must_with_a_problem_of_the_documented_shape() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            List<String> untrue = new ArrayList<>();
            int refused = 0;
            for (String operation : documented()) {
                String method = operation.split(" ")[0];
                String template = operation.split(" ")[1];
                JsonNode described = document().at("/paths").get(template).get(method.toLowerCase(Locale.ROOT));
                if (template.startsWith("/api/") && template.matches(".*\\{(id|name|silence)}.*")) {
                    String path = template.replaceAll("\\{(id|name|silence)}", "nobody")
                            .replace("{n}", "1")
                            .replace("{rule}", "r")
                            .replace("{command}", "abort");
                    JsonNode example = described.at("/requestBody/content/application~1json/example");
                    JsonObject body = example.isMissingNode() ? null : new JsonObject(example.toString());
                    refuses(gateway.send(method, path, body), 404, operation, untrue);
                    refused++;
                }
                if (described.at("/requestBody/required").asBoolean() && !template.contains("{")) {
                    JsonObject unknown = new JsonObject().put("surprise", true);
                    refuses(gateway.send(method, template, unknown), 400, operation, untrue);
                    refused++;
                }
            }

            assertThat(untrue).isEmpty();
            assertThat(refused).isGreaterThan(20);
        }
    }

    private static void refuses(Answer answer, int status, String operation, List<String> untrue) throws Exception {
        if (answer.status() != status || !answer.contentType().equals("application/problem+json")) {
            untrue.add(
                    operation + ": " + answer.status() + " " + answer.response().body());
            return;
        }
        ObjectNode schema = JSON.createObjectNode().put("$ref", "#/components/schemas/Problem");
        schemaOf(schema)
                .validate(JSON.readTree(answer.response().body()))
                .forEach(fault -> untrue.add(operation + ": " + fault.getMessage()));
    }

    /** So that there is something to show, to change and to delete. */
    private static void prepare(AdminFixture gateway) throws Exception {
        JsonObject monitor = new JsonObject("{\"name\":\"m\",\"model\":\"fraud\",\"version\":1,\"window\":\"5m\"}");
        assertThat(gateway.post("/api/v1/monitors", monitor).status()).isEqualTo(201);
        JsonObject rule = new JsonObject(
                "{\"name\":\"r\",\"metric\":\"request_rate\",\"comparison\":\"above\",\"threshold\":0,\"for\":\"0s\"}");
        assertThat(gateway.post("/api/v1/monitors/m/alerts", rule).status()).isEqualTo(201);
        gateway.statistics.collectNow();
        gateway.secondPasses();
        JsonObject silence = new JsonObject("{\"matchers\":{\"owner\":\"me\"},\"for\":\"1h\",\"reason\":\"test\"}");
        assertThat(gateway.post("/api/v1/silences", silence).status()).isEqualTo(201);
        JsonObject rollout = new JsonObject("{\"version\":2}");
        assertThat(gateway.post("/api/v1/models/fraud/rollouts", rollout).status())
                .isEqualTo(201);
        gateway.rollouts.become("rolled_back", "error-rate");
    }

    private static void check(AdminFixture gateway, String operation, List<String> untrue) throws Exception {
        String method = operation.split(" ")[0];
        String template = operation.split(" ")[1];
        if (template.equals("/api/v1/events")) {
            return; // Never ends; EventStreamTest reads it.
        }
        JsonNode described = document().at("/paths").get(template).get(method.toLowerCase(Locale.ROOT));
        JsonNode example = described.at("/requestBody/content/application~1json/example");
        JsonObject body = example.isMissingNode() ? null : new JsonObject(example.toString());
        String path = template.replace("{id}", "fraud")
                .replace("{name}", "m")
                .replace("{n}", "1")
                .replace("{rule}", "r")
                .replace("{silence}", firstSilence(gateway))
                .replace("{command}", "abort")
                .replace("{runbook}", "high-error-rate")
                .replace("{folder}", "js")
                .replace("{file}", "main.js");
        Answer answer = gateway.send(method, path, body);
        String expected = described.get("responses").fieldNames().next();
        if (!expected.equals(Integer.toString(answer.status()))) {
            untrue.add(
                    operation + ": " + answer.status() + " " + answer.response().body());
            return;
        }
        JsonNode response = resolve(described.get("responses").get(expected));
        JsonNode content = response.path("content");
        String mediaType = answer.contentType().split(";")[0];
        if (!content.isEmpty() && !content.has(mediaType)) {
            untrue.add(operation + ": is " + mediaType);
        }
        JsonNode schema = content.path(mediaType).path("schema");
        if (!schema.isMissingNode()) {
            schemaOf(schema)
                    .validate(JSON.readTree(answer.response().body()))
                    .forEach(fault -> untrue.add(operation + ": " + fault.getMessage()));
        }
    }

    private static String firstSilence(AdminFixture gateway) throws Exception {
        JsonArray silences = gateway.get("/api/v1/silences").json().getJsonArray("silences");
        return silences.isEmpty() ? "none" : silences.getJsonObject(0).getString("id");
    }

    private static JsonSchema schemaOf(JsonNode schema) throws Exception {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document().get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    }

    private static JsonNode resolve(JsonNode response) throws Exception {
        JsonNode reference = response.get("$ref");
        return reference == null ? response : document().at(reference.asText().substring(1));
    }

    /** What deletes comes last. */
    private static List<String> inOrderOfUse() throws Exception {
        List<String> operations = new ArrayList<>(documented());
        operations.sort((left, right) ->
                Boolean.compare(left.startsWith(HttpMethod.DELETE.name()), right.startsWith(HttpMethod.DELETE.name())));
        // An archived one can't be paused, and only an archived one be brought back.
        operations.remove("POST /api/v1/monitors/{name}/archive");
        operations.add(
                operations.indexOf("POST /api/v1/monitors/{name}/unarchive"), "POST /api/v1/monitors/{name}/archive");
        for (String whole : List.of("DELETE /api/v1/monitors/{name}/alerts/{rule}", "DELETE /api/v1/monitors/{name}")) {
            operations.remove(whole);
            operations.add(whole);
        }
        return operations;
    }

    private static Set<String> documented() throws Exception {
        Set<String> operations = new TreeSet<>();
        document().get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(key -> {
                    if (Set.of("get", "post", "put", "delete").contains(key)) {
                        operations.add(key.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    private static JsonNode document() throws Exception {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/webroot/openapi.yaml")) {
            Map<String, Object> yaml = new Yaml().load(in);
            return JSON.valueToTree(yaml);
        }
    }
}
