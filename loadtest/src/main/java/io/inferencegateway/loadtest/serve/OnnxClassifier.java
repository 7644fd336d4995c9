package io.inferencegateway.loadtest.serve;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.inferencegateway.loadtest.digits.Digit;
import io.inferencegateway.loadtest.digits.DigitImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One of the committed networks in ONNX Runtime. Any thread may call {@link #classify}; it takes some ten microseconds
 * a page on the calling thread, so an event loop may call it too.
 */
public final class OnnxClassifier implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxClassifier(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * @param file {@code v1.onnx} or {@code v2.onnx}
     * @throws UncheckedIOException if the class path lost the file
     * @throws IllegalStateException if ONNX Runtime refuses it
     */
    public static OnnxClassifier load(String file) {
        byte[] model;
        try (InputStream in = Objects.requireNonNull(DigitImages.class.getResourceAsStream(file), file)) {
            model = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // The networks are far too small to share among threads, and idle pools would spin.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new OnnxClassifier(environment, environment.createSession(model, options));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses " + file, e);
        }
    }

    /**
     * @param pages ink levels as the network was trained on, {@value Digit#PIXELS} each; at least one page
     * @throws IllegalStateException if ONNX Runtime fails
     */
    public List<Prediction> classify(List<float[]> pages) {
        FloatBuffer pixels = FloatBuffer.allocate(pages.size() * Digit.PIXELS);
        pages.forEach(pixels::put);
        pixels.flip();
        long[] shape = {pages.size(), Digit.PIXELS};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, pixels, shape);
                OrtSession.Result result = session.run(Map.of("pixels", input))) {
            long[] digits = (long[]) result.get("digit").orElseThrow().getValue();
            float[][] probabilities =
                    (float[][]) result.get("probabilities").orElseThrow().getValue();
            Prediction[] predictions = new Prediction[digits.length];
            for (int i = 0; i < digits.length; i++) {
                predictions[i] = new Prediction((int) digits[i], probabilities[i]);
            }
            return List.of(predictions);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
