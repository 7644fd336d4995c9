package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the tokens of a model are written, and what of them may be seen. */
class CallerTokensConfigTest {
    /** SHA-256 of {@code test}, from {@code printf %s test | sha256sum}. */
    private static final String TEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static String with(String tokens) {
        return Configs.MINIMAL + "    auth: { tokens: " + tokens + " }\n";
    }

    private static List<String> problems(String tokens) {
        return Configs.problems(Configs.load(with(tokens), Map.of("A", "test", "B", "other"))).stream()
                .map(ConfigProblem::path)
                .toList();
    }

    @Test
    void a_digest_and_the_token_itself_are_the_same() {
        String written = with("[ { name: a, sha256: " + TEST + " }, { name: b, secret: { env: B } } ]");
        GatewayConfig config = Configs.accepted(Configs.load(written, Map.of("B", "other")));
        assertThat(Configs.model(config, "fraud").tokens())
                .extracting(GatewayConfig.CallerToken::digest)
                .containsExactly(TokenDigest.of("test"), TokenDigest.of("other"));
        String shown = EffectiveConfig.toJson(config).toString();
        assertThat(shown).contains(TEST, "\"env\":\"B\"");
        assertThat(shown + config).doesNotContain("other");
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
    }

    @Test
    void what_would_leave_a_door_open_or_shut_for_all_is_refused() {
        assertThat(problems("[]")).containsExactly("models.fraud.auth");
        assertThat(problems("[ { name: a } ]")).containsExactly("models.fraud.auth.tokens[0]");
        assertThat(problems("[ { name: a, secret: { env: A }, sha256: " + TEST + " } ]"))
                .containsExactly("models.fraud.auth.tokens[0]");
        assertThat(problems("[ { name: a, secret: hunter2 } ]")).containsExactly("models.fraud.auth.tokens[0].secret");
        assertThat(problems("[ { name: a, sha256: abc } ]")).containsExactly("models.fraud.auth.tokens[0].sha256");
        assertThat(problems("[ { name: a, secret: { env: NONE } } ]"))
                .containsExactly("models.fraud.auth.tokens[0].secret.env");
        assertThat(problems("[ { name: a, secret: { env: A } }, { name: a, secret: { env: B } } ]"))
                .containsExactly("models.fraud.auth.tokens[1].name");
        assertThat(problems("[ { name: a, secret: { env: A } }, { name: b, sha256: " + TEST + " } ]"))
                .containsExactly("models.fraud.auth.tokens[1]");
    }
}
