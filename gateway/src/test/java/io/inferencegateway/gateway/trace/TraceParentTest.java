package io.inferencegateway.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of {@code traceparent}, W3C Trace Context, section 3.2. */
class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @ParameterizedTest
    @CsvSource({
        "00-" + TRACE + "-" + PARENT + "-01,true",
        "00-" + TRACE + "-" + PARENT + "-00,false",
        "00-" + TRACE + "-" + PARENT + "-03,true",
        "00-" + TRACE + "-" + PARENT + "-fe,false",
        "01-" + TRACE + "-" + PARENT + "-01,true",
        "cc-" + TRACE + "-" + PARENT + "-01-what-later-versions-add,true",
    })
    void what_is_well_formed_names_its_trace(String value, boolean sampled) {
        assertThat(TraceParent.parse(value)).isEqualTo(new TraceParent(TRACE, PARENT, sampled));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "0-" + TRACE + "-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "00-" + TRACE + "-" + PARENT + "-01 ",
                "cc-" + TRACE + "-" + PARENT + "-01.what",
                "00-" + TRACE + "-" + PARENT + "-1",
                "00-" + TRACE + "-" + PARENT + "-0G",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
                "00-" + TRACE + "-B7AD6B7169203331-01",
                "00-" + TRACE + "_" + PARENT + "-01",
                "00_" + TRACE + "-" + PARENT + "-01",
                "0g-" + TRACE + "-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "é01",
            })
    void what_is_not_is_nobodys_trace(String value) {
        assertThat(TraceParent.parse(value)).isNull();
    }

    @Test
    void two_of_them_are_none() {
        String value = "00-" + TRACE + "-" + PARENT + "-01";
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        assertThat(TraceParent.in(fields)).isNull();
        fields.add("Traceparent", value);
        assertThat(TraceParent.in(fields)).isEqualTo(new TraceParent(TRACE, PARENT, true));
        fields.add("traceparent", value);
        assertThat(TraceParent.in(fields)).isNull();
    }
}
