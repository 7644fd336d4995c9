package io.inferencegateway.loadtest.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.loadtest.digits.DigitImages;
import io.inferencegateway.loadtest.train.TrainDigits.Trained;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TrainDigitsTest {
    private final DigitImages images = DigitImages.load();

    @Test
    void the_committed_version_1_is_the_output_of_the_committed_program_bit_for_bit() throws IOException {
        Trained trained = TrainDigits.version1(images);

        assertThat(trained.onnx()).isEqualTo(committed("v1.onnx"));
        assertThat(trained.heldOutAccuracy()).isCloseTo(0.9111, within(0.0001));
    }

    @Test
    void the_committed_version_2_is_the_output_of_the_committed_program_bit_for_bit() throws IOException {
        Trained trained = TrainDigits.version2(images);

        assertThat(trained.onnx()).isEqualTo(committed("v2.onnx"));
        assertThat(trained.heldOutAccuracy()).isCloseTo(0.9167, within(0.0001));
    }

    private static byte[] committed(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(DigitImages.class.getResourceAsStream(file))) {
            return in.readAllBytes();
        }
    }
}
