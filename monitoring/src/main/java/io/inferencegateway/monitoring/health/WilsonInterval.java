package io.inferencegateway.monitoring.health;

/**
 * Where the true share of bad requests lies with 95 % confidence, by the score interval of Wilson (Probable Inference,
 * the Law of Succession, and Statistical Inference, JASA 22, 1927): unlike the textbook interval it stays within 0..1
 * and is honest about samples that are small or have no bad request at all.
 *
 * @param low a fraction, 0 to 1
 * @param high a fraction, not below {@code low}
 */
public record WilsonInterval(double low, double high) {
    /** The 97.5th percentile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /** @return the whole of 0..1 where {@code total} is 0 */
    public static WilsonInterval of(long bad, long total) {
        if (bad < 0 || bad > total) {
            throw new IllegalArgumentException(bad + " bad of " + total + " requests can't be");
        }
        if (total == 0) {
            return new WilsonInterval(0, 1);
        }
        double share = (double) bad / total;
        double spread = Z * Z / total;
        double centre = share + spread / 2;
        double halfWidth = Math.sqrt(spread * (share * (1 - share) + spread / 4));
        double scale = 1 + spread;
        double low = bad == 0 ? 0 : (centre - halfWidth) / scale;
        double high = bad == total ? 1 : (centre + halfWidth) / scale;
        return new WilsonInterval(low, high);
    }
}
