package io.inferencegateway.loadtest.serve;

import io.inferencegateway.loadtest.digits.Preparation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A network and what its server does before it runs.
 *
 * @param version the version in KServe's sense, a bare number
 * @param preprocessing raw pixels in, what the network expects out; a failure becomes a 500
 */
public record ServedModel(String name, int version, OnnxClassifier classifier, Preprocessing preprocessing) {
    public static final String DIGITS = "digits";

    /** How long version 3 waits for a page that its table does not hold. */
    static final Duration REMOTE_CONTRAST_TAKES = Duration.ofMillis(1_300);

    /** Runs on the server's event loop and must not block it. */
    @FunctionalInterface
    public interface Preprocessing {
        Future<float[]> apply(float[] pixels);

        static Preprocessing local(Preparation preparation) {
            return pixels -> Future.succeededFuture(preparation.apply(pixels));
        }
    }

    /** Logistic regression on raw pixels; nothing is wrong with it. */
    public static ServedModel version1() {
        return new ServedModel(DIGITS, 1, OnnxClassifier.load("v1.onnx"), Preprocessing.local(Preparation.none()));
    }

    /** The better network, whose server looks the contrast up in a table that ends too soon: thick pens get a 500. */
    public static ServedModel version2() {
        return new ServedModel(
                DIGITS, 2, OnnxClassifier.load("v2.onnx"), Preprocessing.local(Preparation.evenContrastFromTable()));
    }

    /**
     * The same network after a hasty repair: what the table does not hold is asked of a remote contrast service, which
     * answers right but late. The service is played by a timer of {@code vertx} and the formula.
     */
    public static ServedModel version3(Vertx vertx) {
        Preparation table = Preparation.evenContrastFromTable();
        Preparation formula = Preparation.evenContrast();
        Preprocessing repaired = pixels -> {
            try {
                return Future.succeededFuture(table.apply(pixels));
            } catch (ArrayIndexOutOfBoundsException tableTooShort) {
                return vertx.timer(REMOTE_CONTRAST_TAKES.toMillis()).map(fired -> formula.apply(pixels));
            }
        };
        return new ServedModel(DIGITS, 3, OnnxClassifier.load("v2.onnx"), repaired);
    }
}
