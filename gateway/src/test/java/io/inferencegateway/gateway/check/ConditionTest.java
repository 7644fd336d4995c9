package io.inferencegateway.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.check.Condition.Verdict;
import io.inferencegateway.gateway.route.Check;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final Check CHECK = new Check("/health", 1_000, 500, 2, 3, 200, 299);

    private static Condition of(String answers) {
        Condition condition = Condition.UNKNOWN;
        for (char answer : answers.toCharArray()) {
            condition = condition.after(answer == '+', CHECK);
        }
        return condition;
    }

    @Test
    void the_first_answer_decides() {
        assertThat(of("").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(of("+").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(of("-").verdict()).isEqualTo(Verdict.FAILING);
    }

    @Test
    void a_good_one_fails_after_so_many_failures_in_a_row_and_not_before() {
        assertThat(of("+--").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(of("+--+--").verdict()).isEqualTo(Verdict.GOOD);
        assertThat(of("+---").verdict()).isEqualTo(Verdict.FAILING);
    }

    @Test
    void a_failing_one_is_good_after_so_many_good_answers_in_a_row_and_not_before() {
        assertThat(of("-+").verdict()).isEqualTo(Verdict.FAILING);
        assertThat(of("-+-+").verdict()).isEqualTo(Verdict.FAILING);
        assertThat(of("-++").verdict()).isEqualTo(Verdict.GOOD);
    }
}
