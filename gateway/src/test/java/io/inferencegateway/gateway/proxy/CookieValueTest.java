package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller writes into its Cookie field, well-formed or not, never makes it one of a cohort by a part of it. */
class CookieValueTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            quoteCharacter = '~',
            textBlock =
                    """
                    c=beta                     | beta
                    a=b; c=beta; d=e           | beta
                    c=beta; c=other            | beta
                    c=other; c=beta            | other
                    ;;; ;c=beta                | beta
                    c=                         | ~~
                    c="beta"                   | "beta"
                    c=be=ta                    | be=ta
                    c=beta,staff               | beta,staff
                    a="x; c=beta"              | beta"
                    xc=beta                    | none
                    C=beta                     | none
                    c =beta                    | none
                    c                          | none
                    =beta                      | none
                    ccc; =c; c                 | none
                    """)
    void the_first_cookie_of_the_name_is_taken_to_the_letter(String field, String value) {
        assertThat(VersionChoice.cookieValue(field, "c")).isEqualTo(value);
    }

    @Test
    void a_field_as_long_as_a_head_may_be_is_read_once() {
        String many = "c;".repeat(32_000) + "c=beta";

        assertThat(VersionChoice.cookieValue(many, "c")).isEqualTo("beta");
        assertThat(VersionChoice.cookieValue(" ".repeat(64_000), "c")).isNull();
    }
}
