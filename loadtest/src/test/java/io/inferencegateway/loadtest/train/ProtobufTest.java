package io.inferencegateway.loadtest.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The examples of the encoding's specification. */
final class ProtobufTest {
    @Test
    void writes_150_in_field_1_as_the_specification_does() {
        assertThat(new Protobuf().number(1, 150).toBytes()).containsExactly(0x08, 0x96, 0x01);
    }

    @Test
    void writes_testing_in_field_2_as_the_specification_does() {
        assertThat(new Protobuf().text(2, "testing").toBytes())
                .containsExactly(0x12, 0x07, 't', 'e', 's', 't', 'i', 'n', 'g');
    }

    @Test
    void writes_a_nested_message_with_its_length() {
        assertThat(new Protobuf().message(3, new Protobuf().number(1, 150)).toBytes())
                .containsExactly(0x1a, 0x03, 0x08, 0x96, 0x01);
    }

    @Test
    void writes_minus_two_as_ten_bytes() {
        assertThat(new Protobuf().number(1, -2).toBytes())
                .containsExactly(0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    }
}
