package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Measure;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes metric families as Prometheus text 0.0.4 or OpenMetrics 1.0. Owner: whoever renders; used once.
 *
 * <p>Numbers are written as Go programs write them ({@code 1}, {@code 0.005}, {@code 1e+06}): dashboards match on the
 * text of {@code le}.
 */
final class ExpositionWriter {
    private static final String TOTAL = "_total";

    private final ExpositionFormat format;
    private final StringBuilder out = new StringBuilder(64 * 1024);
    private String name = "";

    ExpositionWriter(ExpositionFormat format) {
        this.format = format;
    }

    /**
     * Begins a family, whether or not it has samples.
     *
     * <p>OpenMetrics demands that the samples of a counter end in {@code _total} and its family does not. The counters
     * that ingress-nginx names without that suffix can't be counters there; they are declared {@code unknown}, which
     * keeps their name, and no query looks at a type.
     */
    void family(String familyName, FamilyType type, String help) {
        name = familyName;
        String declared = familyName;
        String keyword = type.keyword();
        if (format == ExpositionFormat.OPENMETRICS && type == FamilyType.COUNTER) {
            if (familyName.endsWith(TOTAL)) {
                declared = familyName.substring(0, familyName.length() - TOTAL.length());
            } else {
                keyword = "unknown";
            }
        }
        out.append("# HELP ").append(declared).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(declared).append(' ').append(keyword).append('\n');
    }

    /** @param labels as {@link Labels} builds them, possibly empty */
    void sample(String labels, long value) {
        head("", labels, null);
        out.append(value).append('\n');
    }

    void sample(String labels, double value) {
        head("", labels, null);
        out.append(number(value)).append('\n');
    }

    /** Cumulative buckets, sum and count. Nothing where the figure was never measured. */
    void histogram(String labels, Distribution distribution, Bounds bounds) {
        long count = distribution.count();
        if (count == 0) {
            return;
        }
        for (int i = 0; i < bounds.size(); i++) {
            head("_bucket", labels, bounds.text(i));
            out.append(distribution.atMost(bounds.index(i))).append('\n');
        }
        head("_bucket", labels, "+Inf");
        out.append(count).append('\n');
        head("_sum", labels, null);
        appendSum(distribution.sum(), bounds.unit());
        head("_count", labels, null);
        out.append(count).append('\n');
    }

    private void head(String suffix, String labels, @Nullable String le) {
        out.append(name).append(suffix);
        if (le != null) {
            out.append('{').append(labels).append(labels.isEmpty() ? "" : ",");
            out.append("le=\"").append(le).append("\"}");
        } else if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ');
    }

    private void appendSum(long sum, Measure.Unit unit) {
        switch (unit) {
            case MICROS -> appendSeconds(sum);
            case BYTES -> out.append(sum);
        }
        out.append('\n');
    }

    /** Exact: a double would round the sum of a long life. */
    private void appendSeconds(long micros) {
        out.append(micros / 1_000_000).append('.');
        String fraction = Long.toString(micros % 1_000_000);
        out.append("000000", 0, 6 - fraction.length()).append(fraction);
    }

    /** Takes over families that another registry rendered in the same format. */
    void append(String rendered) {
        String end = "# EOF\n";
        out.append(rendered, 0, rendered.endsWith(end) ? rendered.length() - end.length() : rendered.length());
    }

    String finish() {
        if (format == ExpositionFormat.OPENMETRICS) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    /** The shortest text that reads back the same, laid out as Go's {@code strconv.FormatFloat(value, 'g', -1, 64)}. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = exponent < 0 ? "-" : "+";
        String padded = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return (value < 0 ? "-" : "") + mantissa + "e" + sign + padded;
    }
}
