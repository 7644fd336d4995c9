package io.inferencegateway.gateway.cli;

/** Bars of block characters, an eighth of a column fine. Pure. */
final class Bar {
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Bar() {}

    /**
     * The filled part, as wide as it is: nothing for 0, {@code width} columns for 1.
     *
     * @param share 0 to 1; what lies outside counts as the nearer end
     */
    static String filled(double share, int width) {
        double bounded = Double.isNaN(share) ? 0 : Math.max(0, Math.min(1, share));
        int eighths = (int) Math.round(bounded * width * 8);
        if (eighths == 0 && bounded > 0 && width > 0) {
            eighths = 1;
        }
        String full = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? full : full + EIGHTHS.charAt(eighths % 8);
    }

    /**
     * How far evidence has come on its way to the threshold, in orders of magnitude: 0 at E = 1, which says nothing, 1 at
     * the threshold.
     */
    static double weightOfEvidence(double eValue, double threshold) {
        if (eValue <= 1 || threshold <= 1) {
            return eValue > 1 ? 1 : 0;
        }
        return Math.min(1, Math.log(eValue) / Math.log(threshold));
    }
}
