package io.inferencegateway.loadtest.digits;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The committed data set (source, licence and split: {@code CARD.md} beside the data). The file stands in the order of
 * its writers, so the held-out rows are the last ones and mostly come from hands that training never saw.
 */
public record DigitImages(List<Digit> training, List<Digit> heldOut) {
    public static final int HELD_OUT = 360;
    private static final String FILE = "digits.csv";

    public DigitImages {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }

    /** @throws UncheckedIOException if the class path lost the file */
    public static DigitImages load() {
        List<Digit> all = rows();
        int cut = all.size() - HELD_OUT;
        return new DigitImages(all.subList(0, cut), all.subList(cut, all.size()));
    }

    private static List<Digit> rows() {
        try (InputStream in = Objects.requireNonNull(DigitImages.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines().map(DigitImages::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Digit parse(String line) {
        String[] cells = line.split(",", -1);
        float[] pixels = new float[cells.length - 1];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Float.parseFloat(cells[i]);
        }
        return new Digit(pixels, Integer.parseInt(cells[cells.length - 1]));
    }
}
