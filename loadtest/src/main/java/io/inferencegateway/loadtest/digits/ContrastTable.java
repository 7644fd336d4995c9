package io.inferencegateway.loadtest.digits;

/**
 * Gains by band of ink, looked up instead of computed: the ordinary optimisation that makes a server differ from its
 * training program. Immutable.
 */
final class ContrastTable {
    /** Near the median of the training rows. */
    static final float TYPICAL_INK = 312;

    private static final int BAND_WIDTH = 16;
    private static final int THIN_PEN_BANDS = 20;

    private final float[] gains;

    private ContrastTable(int bands) {
        gains = new float[bands];
        for (int band = 0; band < bands; band++) {
            gains[band] = gain(band);
        }
    }

    /** Ends below {@code 20 × 16 = 320} of ink; two in five real digits have more. */
    static ContrastTable measuredOnThinPens() {
        return new ContrastTable(THIN_PEN_BANDS);
    }

    float gainOf(float[] pixels) {
        return gains[band(pixels)];
    }

    static int band(float[] pixels) {
        return (int) (Math.max(0, Digit.ink(pixels)) / BAND_WIDTH);
    }

    static float gain(int band) {
        float middle = (band + 0.5f) * BAND_WIDTH;
        return TYPICAL_INK / middle;
    }

    static float[] scale(float[] pixels, float gain) {
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            scaled[i] = pixels[i] * gain;
        }
        return scaled;
    }
}
