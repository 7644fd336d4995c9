package io.inferencegateway.loadtest.digits;

/**
 * One scanned digit: 8×8 ink levels in row order, each a whole number from 0 (paper) to {@link #FULL_INK} (a prepared
 * one may have fractions), and the digit its writer meant. Immutable.
 */
public final class Digit {
    public static final int SIDE = 8;
    public static final int PIXELS = SIDE * SIDE;
    public static final int CLASSES = 10;
    public static final int FULL_INK = 16;

    private final float[] pixels;
    private final int label;

    public Digit(float[] pixels, int label) {
        if (pixels.length != PIXELS) {
            throw new IllegalArgumentException("a digit has " + PIXELS + " pixels, not " + pixels.length);
        }
        if (label < 0 || label >= CLASSES) {
            throw new IllegalArgumentException("no such digit: " + label);
        }
        this.pixels = pixels.clone();
        this.label = label;
    }

    /** A fresh copy. */
    public float[] pixels() {
        return pixels.clone();
    }

    public int label() {
        return label;
    }

    /** All ink on the page, 0 to 1,024: thick pens score high. */
    public float ink() {
        return ink(pixels);
    }

    static float ink(float[] pixels) {
        float sum = 0;
        for (float level : pixels) {
            sum += level;
        }
        return sum;
    }
}
