package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageViewTest {
    private static final Screen PLAIN = Screen.of(new PrintWriter(new StringWriter()), false, name -> null);

    private static JsonObject usage(String by) {
        return new JsonObject()
                .put("model", "fraud")
                .put("by", by)
                .put("from", "2026-11-22T10:00:00Z")
                .put("total_requests", 1_234)
                .put("others_at_most", 0)
                .put("callers", new JsonArray());
    }

    private static JsonObject caller(String name, long requests, long over) {
        return new JsonObject()
                .put("caller", name)
                .put("requests", requests)
                .put("at_most_over", over)
                .put("share", requests / 1_234.0)
                .put("errors", 12)
                .put("request_bytes", 2_048)
                .put("response_bytes", 5_242_880);
    }

    @Test
    void a_row_has_who_how_much_and_how_well() {
        JsonObject usage = usage("token").put("others_at_most", 34);
        usage.getJsonArray("callers").add(caller("team-a", 1_200, 0)).add(caller("", 20, 5));

        List<String> lines = UsageView.lines(usage, PLAIN);

        assertThat(lines)
                .containsExactly(
                        "fraud  by token, since 2026-11-22T10:00:00Z: 1,234 requests",
                        "caller                               requests   share   errors       sent   received",
                        "team-a                                  1,200  97.24%       1%    2.0 KiB    5.0 MiB",
                        "(no name)                                ≤ 20   1.62%      60%    2.0 KiB    5.0 MiB",
                        "others: at most 34 requests");
    }

    @Test
    void a_name_that_would_move_the_cursor_does_not() {
        JsonObject usage = usage("header:x-client");
        usage.getJsonArray("callers").add(caller("a\u001b[2Jb", 1, 0));

        assertThat(UsageView.lines(usage, PLAIN).get(2)).startsWith("a?[2Jb ");
    }

    @Test
    void tells_how_to_have_it_counted() {
        assertThat(UsageView.lines(usage("none"), PLAIN))
                .anySatisfy(line -> assertThat(line).contains("usage: { by:"));
        assertThat(UsageView.lines(usage("token"), PLAIN)).contains("  nobody yet");
    }
}
