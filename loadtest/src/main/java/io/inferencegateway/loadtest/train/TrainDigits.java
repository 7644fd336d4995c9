package io.inferencegateway.loadtest.train;

import io.inferencegateway.loadtest.digits.Digit;
import io.inferencegateway.loadtest.digits.DigitImages;
import io.inferencegateway.loadtest.digits.Preparation;
import io.inferencegateway.loadtest.train.Network.Schooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Trains both digit classifiers in a few seconds and writes {@code v1.onnx} and {@code v2.onnx} into the folder that is
 * its only argument. The committed files are its output bit for bit; a test trains them again to hold that.
 */
public final class TrainDigits {
    private TrainDigits() {}

    /** A model ready to be written. */
    record Trained(String name, Network network, double heldOutAccuracy) {
        String file() {
            return name + ".onnx";
        }

        byte[] onnx() {
            return OnnxGraph.of(network, "digits-" + name);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("give the folder to write the models to");
        }
        DigitImages images = DigitImages.load();
        for (Trained model : List.of(version1(images), version2(images))) {
            Files.write(Path.of(args[0], model.file()), model.onnx());
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d bytes, held-out accuracy %.4f%n",
                    model.file(),
                    model.onnx().length,
                    model.heldOutAccuracy());
        }
    }

    /** Multinomial logistic regression on raw ink levels. */
    static Trained version1(DigitImages images) {
        return train("v1", images, Preparation.none(), List.of(), new Schooling(30, 0.05f, 1e-4f, 1));
    }

    /** One hidden layer of 64 rectifiers on pages of even contrast. */
    static Trained version2(DigitImages images) {
        return train("v2", images, Preparation.evenContrast(), List.of(64), new Schooling(40, 0.02f, 3e-4f, 2));
    }

    private static Trained train(
            String name, DigitImages images, Preparation preparation, List<Integer> hidden, Schooling schooling) {
        Network network = Network.learn(prepared(images.training(), preparation), hidden, schooling);
        List<Digit> heldOut = prepared(images.heldOut(), preparation);
        long right = heldOut.stream()
                .filter(row -> network.predict(row.pixels()) == row.label())
                .count();
        return new Trained(name, network, (double) right / heldOut.size());
    }

    private static List<Digit> prepared(List<Digit> rows, Preparation preparation) {
        return rows.stream()
                .map(row -> new Digit(preparation.apply(row.pixels()), row.label()))
                .toList();
    }
}
