package io.inferencegateway.loadtest.train;

import io.inferencegateway.loadtest.digits.Digit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small feed-forward classifier: affine layers with rectifiers between them and a softmax at the end; without a
 * hidden layer it is multinomial logistic regression. Learns by stochastic gradient descent on the cross-entropy with
 * weight decay. Single thread; equal seeds give equal bits on every machine, as Java's floating point is strict and
 * {@link StrictMath} is exact to the bit.
 */
final class Network {
    private final List<Layer> layers;

    private Network(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /** How to learn: {@code rate} falls in a straight line to zero over the epochs. */
    record Schooling(int epochs, float rate, float decay, long seed) {}

    static Network learn(List<Digit> rows, List<Integer> hiddenSizes, Schooling schooling) {
        SplittableRandom random = new SplittableRandom(schooling.seed());
        Network network = new Network(randomLayers(hiddenSizes, random));
        int[] order = new int[rows.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int epoch = 0; epoch < schooling.epochs(); epoch++) {
            shuffle(order, random);
            float rate = schooling.rate() * (schooling.epochs() - epoch) / schooling.epochs();
            for (int row : order) {
                network.step(rows.get(row), rate, schooling.decay());
            }
        }
        return network;
    }

    private static List<Layer> randomLayers(List<Integer> hiddenSizes, SplittableRandom random) {
        List<Layer> layers = new ArrayList<>();
        int inputs = Digit.PIXELS;
        for (int size : hiddenSizes) {
            layers.add(Layer.random(inputs, size, random));
            inputs = size;
        }
        layers.add(Layer.random(inputs, Digit.CLASSES, random));
        return layers;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }

    List<Layer> layers() {
        return layers;
    }

    int predict(float[] pixels) {
        float[] scores = normalised(pixels);
        for (int i = 0; i < layers.size(); i++) {
            scores = layers.get(i).forward(i == 0 ? scores : rectified(scores));
        }
        int best = 0;
        for (int j = 1; j < scores.length; j++) {
            best = scores[j] > scores[best] ? j : best;
        }
        return best;
    }

    private void step(Digit row, float rate, float decay) {
        float[][] inputs = new float[layers.size()][];
        float[] signal = normalised(row.pixels());
        for (int i = 0; i < layers.size(); i++) {
            inputs[i] = i == 0 ? signal : rectified(signal);
            signal = layers.get(i).forward(inputs[i]);
        }
        float[] gradient = softmax(signal);
        gradient[row.label()] -= 1;
        for (int i = layers.size() - 1; i >= 0; i--) {
            float[] below = layers.get(i).backward(inputs[i], gradient, rate, decay);
            for (int k = 0; k < below.length; k++) {
                below[k] = inputs[i][k] > 0 ? below[k] : 0;
            }
            gradient = below;
        }
    }

    private static float[] normalised(float[] pixels) {
        float[] shares = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            shares[i] = pixels[i] / Digit.FULL_INK;
        }
        return shares;
    }

    private static float[] rectified(float[] values) {
        float[] positive = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            positive[i] = Math.max(0, values[i]);
        }
        return positive;
    }

    private static float[] softmax(float[] scores) {
        float top = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            top = Math.max(top, score);
        }
        float[] shares = new float[scores.length];
        float sum = 0;
        for (int j = 0; j < scores.length; j++) {
            shares[j] = (float) StrictMath.exp(scores[j] - top);
            sum += shares[j];
        }
        for (int j = 0; j < scores.length; j++) {
            shares[j] /= sum;
        }
        return shares;
    }
}
