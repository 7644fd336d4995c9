package io.inferencegateway.loadtest.digits;

/** What a model server does to raw pixels before the network sees them. Pure; called from any thread. */
@FunctionalInterface
public interface Preparation {
    /** @return new pixels, or the same array where nothing changes */
    float[] apply(float[] pixels);

    /** The raw ink levels, as version 1 was trained on. */
    static Preparation none() {
        return pixels -> pixels;
    }

    /**
     * Evens out thin and thick pens, as versions 2 and 3 were trained on: scales the page so that its ink comes near
     * {@link ContrastTable#TYPICAL_INK}. Blank pages stay blank.
     */
    static Preparation evenContrast() {
        return pixels -> ContrastTable.scale(pixels, ContrastTable.gain(ContrastTable.band(pixels)));
    }

    /**
     * The same out of a table that somebody measured on a few sheets written with thin pens.
     *
     * @throws ArrayIndexOutOfBoundsException from {@link #apply} for more ink than those sheets had: the demo's defect
     */
    static Preparation evenContrastFromTable() {
        ContrastTable table = ContrastTable.measuredOnThinPens();
        return pixels -> ContrastTable.scale(pixels, table.gainOf(pixels));
    }
}
