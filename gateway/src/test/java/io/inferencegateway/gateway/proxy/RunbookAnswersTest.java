package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That a person who looks a status code up finds the sentence that the answer had. */
class RunbookAnswersTest {
    private static final Path RUNBOOKS = Path.of("..", "dashboards", "runbooks");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z].+?) \\| `([a-z_]+)` \\| (.+) \\|$");

    @Test
    void the_runbook_of_a_status_quotes_every_answer_of_ours_with_its_outcome() throws Exception {
        TreeSet<Integer> explained = new TreeSet<>();
        for (ProxyFailure failure : ProxyFailure.values()) {
            Path runbook = RUNBOOKS.resolve("status-" + failure.status() + ".md");
            if (Files.exists(runbook)) {
                explained.add(failure.status());
                assertThat(Files.readString(runbook))
                        .as(failure.name())
                        .contains("| " + failure.detail() + " | `"
                                + failure.outcome().label() + "` |");
            }
        }

        assertThat(explained).containsExactly(400, 401, 404, 429, 502, 503, 504);
    }

    @Test
    void no_runbook_quotes_an_answer_that_is_not_given() throws Exception {
        for (int status : new int[] {401, 404, 429, 502, 503, 504}) {
            Matcher rows = ROW.matcher(Files.readString(RUNBOOKS.resolve("status-" + status + ".md")));
            int quoted = 0;
            while (rows.find()) {
                String detail = rows.group(1);
                assertThat(ProxyFailure.values()).as(detail).anyMatch(failure -> failure.detail()
                        .equals(detail));
                quoted++;
            }
            assertThat(quoted).as("answers with " + status).isPositive();
        }
    }
}
