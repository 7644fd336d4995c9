package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.wire.StrictResponseRules;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request ids, problem bodies, and the rules for upstream heads. */
class GatewayWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0aF-_.:/+=z", "550e8400-e29b-41d4-a716-446655440000"})
    void a_well_formed_request_id_is_kept(String id) {
        assertThat(RequestIds.keepOrCreate(id)).isEqualTo(id);
        assertThat(RequestIds.keepOrCreate("x".repeat(128))).hasSize(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\"b", "a\\b", "a;b", "a,b", "<a>", "\u00e4", "a\tb", "a{b}"})
    void any_other_request_id_is_replaced(String id) {
        assertThat(RequestIds.keepOrCreate(id)).matches("[0-9a-f]{32}");
        assertThat(RequestIds.keepOrCreate("x".repeat(129))).hasSize(32);
        assertThat(RequestIds.keepOrCreate(null)).matches("[0-9a-f]{32}");
    }

    @Test
    void new_request_ids_differ() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(RequestIds.create());
        }
        assertThat(ids).hasSize(10_000).allMatch(RequestIds::isWellFormed);
    }

    @Test
    void a_problem_is_json_whatever_its_words_are() {
        String nasty = "a\"b\\c\r\n\u0000\u001f\u007f\u00e4\u20ac\ud83d\ude00</script>";
        String json =
                ProblemBody.json(502, nasty, nasty, "upstream_error", "id").toString();
        assertThat(json.chars()).noneMatch(c -> c < ' ' || c == 0x7f);
        JsonObject problem = new JsonObject(json);
        assertThat(problem.getInteger("status")).isEqualTo(502);
        assertThat(problem.getString("title")).isEqualTo(nasty);
        assertThat(problem.getString("detail")).isEqualTo(nasty);
        assertThat(problem.getString("outcome")).isEqualTo("upstream_error");
        assertThat(problem.getString("request_id")).isEqualTo("id");
    }

    @Test
    void proxy_status_is_one_structured_field_item() {
        assertThat(ProblemBody.proxyStatus("igw-1", ProxyError.CONNECTION_REFUSED, "no \"one\" at home\\\r\n\u00e4"))
                .isEqualTo("igw-1; error=connection_refused; details=\"no \\\"one\\\" at home\\\\???\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 404, 599})
    void s27_a_status_within_100_to_599_passes(int status) {
        assertThat(fault(status)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 99, 600, 999, 1000})
    void s27_any_other_status_is_garbled(int status) {
        assertThat(fault(status)).isNotNull();
    }

    @Test
    void s23_a_101_is_garbled_unless_it_was_asked_for() {
        assertThat(fault(101)).isNotNull();
        assertThat(StrictResponseRules.faultOf(101, HttpHeaders.headers(), true))
                .isNull();
    }

    @Test
    void s27_conflicting_lengths_are_garbled() {
        assertThat(fault(200, "content-length", "5")).isNull();
        assertThat(fault(200, "transfer-encoding", "Chunked")).isNull();
        assertThat(fault(200, "content-length", "5", "transfer-encoding", "chunked"))
                .isNotNull();
        assertThat(fault(200, "content-length", "5", "content-length", "5")).isNotNull();
        assertThat(fault(200, "content-length", "5", "content-length", "6")).isNotNull();
        assertThat(fault(200, "content-length", "+5")).isNotNull();
        assertThat(fault(200, "content-length", "")).isNotNull();
        assertThat(fault(200, "content-length", "5, 5")).isNotNull();
        assertThat(fault(200, "transfer-encoding", "gzip, chunked")).isNotNull();
        assertThat(fault(200, "transfer-encoding", "identity")).isNotNull();
        assertThat(fault(200, "transfer-encoding", "chunked", "transfer-encoding", "chunked"))
                .isNotNull();
    }

    private static @Nullable String fault(int status, String... namesAndValues) {
        MultiMap fields = HttpHeaders.headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return StrictResponseRules.faultOf(status, fields, false);
    }
}
