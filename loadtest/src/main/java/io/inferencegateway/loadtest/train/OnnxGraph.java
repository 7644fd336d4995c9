package io.inferencegateway.loadtest.train;

import io.inferencegateway.loadtest.digits.Digit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A {@link Network} as an ONNX model: {@code pixels} (float, N×64, raw ink levels) in, {@code digit} (int64, N) and
 * {@code probabilities} (float, N×10) out. Field numbers are those of
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
final class OnnxGraph {
    static final String INPUT = "pixels";
    static final String DIGIT = "digit";
    static final String PROBABILITIES = "probabilities";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_INT = 2;

    private final Protobuf graph = new Protobuf();

    private OnnxGraph() {}

    static byte[] of(Network network, String name) {
        OnnxGraph graph = new OnnxGraph();
        graph.layers(network);
        graph.graph.text(2, name);
        graph.graph.message(11, tensorType(INPUT, FLOAT, Digit.PIXELS));
        graph.graph.message(12, tensorType(DIGIT, INT64));
        graph.graph.message(12, tensorType(PROBABILITIES, FLOAT, Digit.CLASSES));
        return new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "inference-gateway")
                .message(7, graph.graph)
                .message(8, new Protobuf().text(1, "").number(2, OPSET))
                .toBytes();
    }

    private void layers(Network network) {
        String signal = INPUT;
        List<Layer> layers = network.layers();
        for (int i = 0; i < layers.size(); i++) {
            String weights = "weights" + i;
            String bias = "bias" + i;
            // The network learned on shares of full ink; taking the division into the weights saves every caller it.
            float factor = i == 0 ? 1f / Digit.FULL_INK : 1f;
            float[][] rows = layers.get(i).weights();
            initializer(weights, flat(rows, factor), rows.length, rows[0].length);
            initializer(bias, layers.get(i).bias(), layers.get(i).bias().length);
            boolean last = i == layers.size() - 1;
            String affine = last ? "scores" : "affine" + i;
            graph.message(1, node("Gemm", List.of(signal, weights, bias), affine));
            signal = affine;
            if (!last) {
                signal = "hidden" + i;
                graph.message(1, node("Relu", List.of(affine), signal));
            }
        }
        graph.message(1, node("Softmax", List.of(signal), PROBABILITIES).message(5, attribute("axis", 1)));
        graph.message(
                1,
                node("ArgMax", List.of(signal), DIGIT)
                        .message(5, attribute("axis", 1))
                        .message(5, attribute("keepdims", 0)));
    }

    private static Protobuf node(String operator, List<String> inputs, String output) {
        Protobuf node = new Protobuf();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(3, operator + "_" + output).text(4, operator);
    }

    private static Protobuf attribute(String name, long value) {
        return new Protobuf().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
    }

    private void initializer(String name, float[] values, int... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        Protobuf tensor = new Protobuf();
        for (int size : shape) {
            tensor.number(1, size);
        }
        graph.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array()));
    }

    private static Protobuf tensorType(String name, int elementType, int... rowShape) {
        Protobuf shape = new Protobuf().message(1, new Protobuf().text(2, "N"));
        for (int size : rowShape) {
            shape.message(1, new Protobuf().number(1, size));
        }
        Protobuf tensor = new Protobuf().number(1, elementType).message(2, shape);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }

    private static float[] flat(float[][] rows, float factor) {
        float[] flat = new float[rows.length * rows[0].length];
        int next = 0;
        for (float[] row : rows) {
            for (float value : row) {
                flat[next++] = value * factor;
            }
        }
        return flat;
    }
}
