package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.gateway.config.Configs;
import io.inferencegateway.gateway.route.RoutingTables;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code igw explain} says of a request. */
class ExplanationTest {
    @Test
    void names_the_tokens_and_the_rate_that_a_request_would_meet() {
        String digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        Explanation explained = Explanation.of(
                RoutingTables.initial(Configs.valid(
                        """
                models:
                  fraud:
                    stable: 1
                    versions: { 1: { upstreams: ["http://h"] } }
                    limits: { rate: { requests: 50/s, burst: 200, per: header:x-api-key } }
                    auth: { tokens: [ { name: team-a, sha256: "%s" } ] }
                """
                                .formatted(digest))),
                "GET",
                "/models/fraud/x",
                MultiMap.caseInsensitiveMultiMap(),
                new SplittableRandom(1));

        assertThat(explained.lines())
                .contains(
                        new Explanation.Line("tokens", "one of team-a; 401 without"),
                        new Explanation.Line(
                                "rate",
                                "200 requests at once and then one every 0.0200000 s, for each value of x-api-key;"
                                        + " 429 above"));
    }

    @Test
    void says_how_many_requests_like_it_are_looked_at_for_drift() {
        String yaml =
                """
                models:
                  fraud:
                    stable: 1
                    versions: { 1: { upstreams: ["http://h"] } }
                    quality: { sample: 2.5%, body-limit: 16KiB }
                """;
        assertThat(explained(yaml, "POST").lines())
                .contains(new Explanation.Line(
                        "quality",
                        "2.5% of such requests and their answers are looked at for drift, where neither is above 16,384"
                                + " bytes"));
        assertThat(explained(yaml, "GET").lines())
                .extracting(Explanation.Line::name)
                .contains("limits")
                .doesNotContain("quality");
    }

    private static Explanation explained(String yaml, String method) {
        return Explanation.of(
                RoutingTables.initial(Configs.valid(yaml)),
                method,
                "/models/fraud/x",
                MultiMap.caseInsensitiveMultiMap(),
                new SplittableRandom(1));
    }

    @Test
    void tells_whether_a_caller_takes_part_in_a_rollout() {
        Cohort beta = new Cohort("x-cohort", null, List.of("beta", "staff"));
        MultiMap inside = MultiMap.caseInsensitiveMultiMap().add("X-Cohort", "staff");

        assertThat(Explanation.inARollout(forms(beta, 0), inside))
                .containsExactly(
                        new Explanation.Line("rollout", "takes part: its header x-cohort is one of beta, staff"));
        assertThat(Explanation.inARollout(forms(beta, 0), MultiMap.caseInsensitiveMultiMap()))
                .singleElement()
                .satisfies(line -> assertThat(line.value()).startsWith("stays with stable until"));
        assertThat(Explanation.inARollout(forms(null, 0), inside)).isEmpty();
        assertThat(Explanation.inARollout(forms(null, 1_250), inside))
                .singleElement()
                .satisfies(line -> assertThat(line.value()).startsWith("in a rollout, 12.5% of what"));
    }

    private static Explanation.Forms forms(@Nullable Cohort cohort, int shadowBasisPoints) {
        return new Explanation.Forms(cohort, shadowBasisPoints, null, null, false, "");
    }

    @Test
    void tells_what_holds_a_caller_to_a_version_and_what_holds_a_rollout() {
        Explanation.Forms forms = new Explanation.Forms(null, 0, null, "session", true, "frozen until Monday");
        MultiMap known = MultiMap.caseInsensitiveMultiMap().add("Cookie", "a=b; session=s1");

        assertThat(Explanation.inARollout(forms, known))
                .extracting(Explanation.Line::name, Explanation.Line::value)
                .containsExactly(
                        tuple("sticky", "its cookie session keeps it on one version"),
                        tuple(
                                "dry-run",
                                "a rollout takes nothing away by itself, it only says what it would have done"),
                        tuple("freeze", "rollouts are frozen until Monday: none starts and no step is passed"));
        assertThat(Explanation.inARollout(forms, MultiMap.caseInsensitiveMultiMap()))
                .contains(new Explanation.Line("sticky", "drawn anew each time: it has no cookie session"));
    }

    @Test
    void tells_whether_its_trace_is_recorded() {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        assertThat(trace(fields, true)).isEqualTo("1% of such requests are recorded, in a new trace");
        fields.set("traceparent", "nonsense");
        assertThat(trace(fields, true)).endsWith("its traceparent is not well-formed");
        fields.set("traceparent", TraceContextTest.PARENT);
        assertThat(trace(fields, true)).startsWith("recorded in " + TraceContextTest.TRACE);
        assertThat(trace(fields, false)).endsWith("only from who is followed");
        fields.set("traceparent", TraceContextTest.PARENT.replace("331-01", "331-00"));
        assertThat(trace(fields, true)).startsWith("not recorded, as its caller decided");
    }

    private static String trace(MultiMap fields, boolean follows) {
        return Explanation.ofTraces(fields, follows, "1%").get(0).value();
    }
}
