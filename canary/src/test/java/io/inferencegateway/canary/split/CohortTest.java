package io.inferencegateway.canary.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CohortTest {
    @Test
    void takes_who_shows_exactly_one_of_its_values() {
        Cohort cohort = new Cohort("x-cohort", null, List.of("beta", "staff"));
        assertThat(cohort.takes("beta")).isTrue();
        assertThat(cohort.takes("staff")).isTrue();
        assertThat(cohort.takes("Beta")).isFalse();
        assertThat(cohort.takes("beta ")).isFalse();
        assertThat(cohort.takes("beta, staff")).isFalse();
        assertThat(cohort.takes("")).isFalse();
        assertThat(cohort.takes(null)).isFalse();
    }

    @Test
    void says_who_it_is() {
        assertThat(new Cohort("x-cohort", null, List.of("beta")).words()).isEqualTo("header x-cohort is beta");
        assertThat(new Cohort(null, "c", List.of("a", "b")).words()).isEqualTo("cookie c is one of a, b");
    }

    @Test
    void is_told_by_one_thing_and_never_empty() {
        assertThatThrownBy(() -> new Cohort("a", "b", List.of("x"))).hasMessageContaining("one header or one cookie");
        assertThatThrownBy(() -> new Cohort(null, null, List.of("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cohort("a", null, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
