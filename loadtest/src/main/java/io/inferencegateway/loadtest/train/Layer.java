package io.inferencegateway.loadtest.train;

import java.util.SplittableRandom;

/** One affine layer of a {@link Network}, weights as {@code [input][output]}: the order that ONNX's Gemm takes. */
final class Layer {
    private final float[][] weights;
    private final float[] bias;

    private Layer(float[][] weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    static Layer random(int inputs, int outputs, SplittableRandom random) {
        double spread = Math.sqrt(2.0 / inputs);
        float[][] weights = new float[inputs][outputs];
        for (float[] row : weights) {
            for (int j = 0; j < outputs; j++) {
                row[j] = (float) ((random.nextDouble() * 2 - 1) * spread);
            }
        }
        return new Layer(weights, new float[outputs]);
    }

    float[][] weights() {
        return weights;
    }

    float[] bias() {
        return bias;
    }

    float[] forward(float[] input) {
        float[] output = bias.clone();
        for (int i = 0; i < input.length; i++) {
            for (int j = 0; j < output.length; j++) {
                output[j] += input[i] * weights[i][j];
            }
        }
        return output;
    }

    /** Takes one descent step and returns the gradient with respect to this layer's input. */
    float[] backward(float[] input, float[] gradient, float rate, float decay) {
        float[] below = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            float[] row = weights[i];
            for (int j = 0; j < gradient.length; j++) {
                below[i] += row[j] * gradient[j];
                row[j] -= rate * (input[i] * gradient[j] + decay * row[j]);
            }
        }
        for (int j = 0; j < gradient.length; j++) {
            bias[j] -= rate * gradient[j];
        }
        return below;
    }
}
