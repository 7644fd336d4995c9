package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.wire.RequestTarget.Selector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            /models/fraud                       | SPLIT  | fraud | 0         | -    | /
            /models/fraud/                      | SPLIT  | fraud | 0         | -    | /
            /models/fraud?q=1                   | SPLIT  | fraud | 0         | -    | /?q=1
            /models/fraud/infer                 | SPLIT  | fraud | 0         | -    | /infer
            /models/fraud/vx/1                  | SPLIT  | fraud | 0         | -    | /vx/1
            /models/fraud/latest                | SPLIT  | fraud | 0         | -    | /
            /models/fraud/latest/a/b?c=d        | SPLIT  | fraud | 0         | -    | /a/b?c=d
            /models/fraud/latestish             | SPLIT  | fraud | 0         | -    | /latestish
            /models/fraud/v/1                   | PINNED | fraud | 1         | -    | /
            /models/fraud/v/1?                  | PINNED | fraud | 1         | -    | /?
            /models/fraud/v/7/v2/models/x/infer | PINNED | fraud | 7         | -    | /v2/models/x/infer
            /models/A.b-c_9/v/999999999/        | PINNED | A.b-c_9 | 999999999 | -  | /
            /models/fraud/labels/prod           | LABEL  | fraud | 0         | prod | /
            /models/fraud/labels/a.b/c?d#       | REFUSED | -    | 0         | -    | -
            /models/fraud/labels/a.b/c          | LABEL  | fraud | 0         | a.b  | /c
            """)
    void a_path_names_a_model_and_a_rule_that_picks_its_version(
            String target, Selector selector, String model, int version, String label, String upstream) {
        RequestTarget read = RequestTarget.parse("GET", target);
        assertThat(read.selector()).isEqualTo(selector);
        if (selector != Selector.REFUSED) {
            assertThat(read.refusal()).isNull();
            assertThat(read.model()).isEqualTo(model);
            assertThat(read.version()).isEqualTo(version);
            assertThat(read.label()).isEqualTo(label == null ? "" : label);
            assertThat(read.upstreamTarget("", false)).isEqualTo(upstream);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb",
                "/a//b/",
                "//b",
                "/%zz",
                "/%",
                "/a%5cb",
                "/a%00",
                "/a\\b",
                "/;v=1/x",
                "/...",
                "/..a/.b/c..",
                "/%2e%2e%2e",
                "/x:y@z!$&'()*+,=~|{}\"<>^`",
                "/caf%C3%A9",
                "?a=/../b//%zz",
                "/x?..%2f..?",
            })
    void s11_tail_and_query_go_on_byte_exact(String tail) {
        RequestTarget pinned = RequestTarget.parse("POST", "/models/m/v/1" + tail);
        assertThat(pinned.selector()).isEqualTo(Selector.PINNED);
        String slash = tail.startsWith("/") ? "" : "/";
        assertThat(pinned.upstreamTarget("", false)).isEqualTo(slash + tail);
        assertThat(pinned.upstreamTarget("/base", false)).isEqualTo("/base" + tail);
        assertThat(pinned.upstreamTarget("", true)).isEqualTo("/models/m/v/1" + tail);
        assertThat(pinned.upstreamTarget("/base", true)).isEqualTo("/base/models/m/v/1" + tail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/models/./v/1",
                "/models/../admin",
                "/models/%2e%2e/admin",
                "/models/m/../n",
                "/models/m/v/1/../2",
                "/models/m/v/1/..",
                "/models/m/v/1/.",
                "/models/m/v/1/./a",
                "/models/m/v/1/a/%2e%2E/b",
                "/models/m/v/1/a/.%2e",
                "/models/m/v/1/a/%2e",
                "/models/m/v/1/..%2fadmin",
                "/models/m/v/1/a%2f..%2fb",
                "/models/m/v/1/a\\..\\b",
                "/models/m/v/1/a%5c..%5Cb",
                "/models/m/v/1/..;/b",
                "/models/m/v/1/..;x=y/b",
                "/models/m/v/1/..%3bx/b",
                "/models/m/v/1/..?a=b",
                "/..",
                "/../models/m",
                "/elsewhere/../models/m",
            })
    void s11_a_dot_segment_anywhere_in_the_path_is_refused(String target) {
        assertThat(statusOf("GET", target)).isEqualTo(400);
        assertThat(statusOf("GET", "http://a" + target)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//models/m",
                "/models//m",
                "/models//v/1",
                "/models/m//v/1",
                "/models/m/v//1",
                "/models/m/labels//x",
                "/models%2fm/v/1",
                "/models/m%2fv/1",
                "/models/m%2Fv%2F1",
                "/models/m/v/1%2f",
                "/models/m/v%2f1",
                "/models/m/v%5C1/x",
                "/models/m/%76/1",
                "/models/m/%6catest/x",
                "/models/m/latest%00x",
                "/models/m/labels%2Fprod/x",
                "/models/m/v/1%5c",
                "/models/m/v/1%00",
                "/models/m%00/v/1",
                "/models/m%5cx",
                "/models\\m",
                "/models/m\\v/1",
                "/models/m/v\\1/v/%",
                "/models/m%/v/1",
                "/models/m%4/v/1",
                "/models/m%zz/v/1",
                "/models/m/labels/%2f",
                "/%00",
                "/elsewhere%2fmodels",
            })
    void s11_an_escaped_or_doubled_separator_in_the_matched_part_is_refused(String target) {
        assertThat(statusOf("GET", target)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/models",
                "/models/",
                "/model/m",
                "/Models/m",
                "/models/m%41",
                "/models/m~",
                "/models/m/v",
                "/models/m/v/",
                "/models/m/v/x",
                "/models/m/v/1x",
                "/models/m/v/-1",
                "/models/m/v/1234567890",
                "/models/m/labels",
                "/models/m/labels/",
                "/models/m/labels/a~b",
                "/metrics",
                "/?models/m",
            })
    void an_unknown_path_is_not_found(String target) {
        assertThat(statusOf("GET", target)).isEqualTo(404);
    }

    @Test
    void an_id_has_at_most_64_characters() {
        assertThat(statusOf("GET", "/models/" + "a".repeat(64))).isZero();
        assertThat(statusOf("GET", "/models/" + "a".repeat(65))).isEqualTo(404);
    }

    @Test
    void s10_the_authority_of_an_absolute_target_is_the_host_and_the_upstream_gets_origin_form() {
        RequestTarget read = RequestTarget.parse("GET", "HTTP://Example.org:81/models/m/v/1/a?b");
        assertThat(read.authority()).isEqualTo("Example.org:81");
        assertThat(read.upstreamTarget("", false)).isEqualTo("/a?b");
        assertThat(read.upstreamTarget("", true)).isEqualTo("/models/m/v/1/a?b");
        assertThat(read.path()).isEqualTo("/models/m/v/1/a");
        assertThat(RequestTarget.parse("GET", "https://a/models/m").authority()).isEqualTo("a");
        assertThat(RequestTarget.parse("GET", "/models/m").authority()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org:443",
                "example.org",
                "models/m",
                "*",
                "http:/models/m",
                "http://",
                "http:///models/m",
                "http://user@a/models/m",
                "http://a b/models/m",
                "http://a:b/models/m",
                "http://a\\b/models/m",
                "ftp://a/models/m",
                "ws://a/models/m",
                "?a",
                "/models/m#fragment",
                "/models/m?a#b",
                "http://a/models/m#f",
                "http://a#f",
                "",
            })
    void s10_other_forms_of_target_and_fragments_are_refused(String target) {
        assertThat(statusOf("GET", target)).isEqualTo(400);
    }

    @Test
    void s10_the_asterisk_is_for_options_only() {
        assertThat(RequestTarget.parse("OPTIONS", "*").selector()).isEqualTo(Selector.SERVER);
        assertThat(statusOf("POST", "*")).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,405", "TRACE,405", "PROPFIND,501", "get,501", "GETT,501", "GET,0", "HEAD,0", "PATCH,0"})
    void s10_only_registered_methods_are_served(String method, int status) {
        assertThat(statusOf(method, "/models/m")).isEqualTo(status);
        if (status != 0) {
            assertThat(statusOf(method, "a:443")).isEqualTo(status);
            assertThat(statusOf(method, "/elsewhere")).isEqualTo(status);
        }
    }

    private static int statusOf(String method, String target) {
        Refusal refusal = RequestTarget.parse(method, target).refusal();
        return refusal == null ? 0 : refusal.status();
    }
}
