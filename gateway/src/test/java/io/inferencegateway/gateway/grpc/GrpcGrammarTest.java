package io.inferencegateway.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The few lines of grammar that gRPC adds to HTTP/2. */
class GrpcGrammarTest {
    @ParameterizedTest
    @CsvSource({
        "1H,3600000000000",
        "2M,120000000000",
        "3S,3000000000",
        "250m,250000000",
        "7u,7000",
        "9n,9",
        "0S,0",
        "99999999H,9223372036854775807"
    })
    void a_timeout_is_a_number_and_a_unit(String text, long nanos) {
        assertThat(GrpcTimeout.nanosOf(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "5", "123456789S", "-1S", "+1S", "1.5S", " 1S", "1 S", "1s", "1x", "1SS", "٣S"})
    void anything_else_is_no_timeout(String text) {
        assertThat(GrpcTimeout.nanosOf(text)).isEqualTo(GrpcTimeout.MALFORMED);
        assertThat(GrpcCall.begun(0, List.of(text)).isWellFormed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "-5,1n",
        "0,1n",
        "99999999,99999999n",
        "100000000,100000u",
        "99999999999,99999999u",
        "100000000000,100000m",
        "99999999999999,99999999m",
        "100000000000000,100000S",
        "9223372036854775807,99999999S"
    })
    void what_is_written_fits_and_is_never_longer_than_it_was(long nanos, String text) {
        assertThat(GrpcTimeout.written(nanos)).isEqualTo(text);
        assertThat(GrpcTimeout.nanosOf(text)).isLessThanOrEqualTo(Math.max(1, nanos));
    }

    @Test
    void what_is_left_of_a_deadline_shrinks_and_is_never_more_than_the_gateway_allows() {
        long second = TimeUnit.SECONDS.toNanos(1);
        GrpcCall call = GrpcCall.begun(100, List.of("2S"));
        assertThat(call.timeLeft(100 + second, 10 * second)).isEqualTo("1000000u");
        assertThat(call.timeLeft(100, second)).isEqualTo("1000000u");
        assertThat(call.timeLeft(100 + 3 * second, 10 * second)).isEqualTo("1n");
        assertThat(call.isOver(100 + second)).isFalse();
        assertThat(call.isOver(100 + 2 * second)).isTrue();
        assertThat(GrpcCall.begun(100, List.of()).timeLeft(100, second)).isNull();
        assertThat(GrpcCall.begun(0, List.of("1S", "1S")).isWellFormed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,200", "1,499", "2,500", "3,400", "4,504", "8,429", "12,501", "13,500", "14,503", "15,500", "16,401"})
    void each_status_is_recorded_as_the_http_status_that_says_the_same(String number, int http) {
        assertThat(GrpcStatus.of(number).httpStatus()).isEqualTo(http);
        assertThat(GrpcStatus.of(number).number()).isEqualTo(Integer.parseInt(number));
        assertThat(GrpcCall.recordedStatus(200, number)).isEqualTo(http);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "-1", "1a", "999", "00000", " 0"})
    void a_status_that_is_none_is_unknown(String field) {
        assertThat(GrpcStatus.of(field)).isEqualTo(GrpcStatus.UNKNOWN);
        assertThat(GrpcStatus.of(null)).isEqualTo(GrpcStatus.UNKNOWN);
    }

    @Test
    void an_answer_of_another_http_status_is_what_that_says() {
        assertThat(GrpcCall.recordedStatus(503, "0")).isEqualTo(503);
        assertThat(GrpcCall.recordedStatus(200, null)).isEqualTo(GrpcCall.PENDING);
    }

    @ParameterizedTest
    @CsvSource({
        "application/grpc,true",
        "application/grpc+proto,true",
        "Application/GRPC;charset=utf-8,true",
        "application/grpc-web,false",
        "application/grpc-web+proto,false",
        "application/grpcx,false",
        "application/json,false"
    })
    void only_grpc_is_grpc(String contentType, boolean expected) {
        assertThat(GrpcCall.is(contentType)).isEqualTo(expected);
        assertThat(GrpcCall.is(null)).isFalse();
    }

    @Test
    void a_message_is_escaped_to_printable_ascii() {
        assertThat(GrpcMessage.encoded("50 % of é\n")).isEqualTo("50 %25 of %C3%A9%0A");
    }
}
