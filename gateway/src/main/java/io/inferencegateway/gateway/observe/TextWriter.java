package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.stats.ExponentialBuckets;
import io.inferencegateway.monitoring.stats.Ladder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus text 0.0.4 or OpenMetrics 1.0. Numbers are written as Go programs write them: dashboards match on the text of
 * {@code le}.
 */
final class TextWriter implements ExpositionWriter {
    private static final String TOTAL = "_total";
    private static final String END = "# EOF\n";

    private final boolean openMetrics;
    private final StringBuilder out = new StringBuilder(64 * 1024);
    private String name = "";

    TextWriter(ExpositionFormat format) {
        this.openMetrics = switch (format) {
            case OPENMETRICS -> true;
            case PROMETHEUS_TEXT -> false;
            case PROTOBUF -> throw new IllegalArgumentException(format + " is no text");
        };
    }

    /**
     * {@inheritDoc}
     *
     * <p>OpenMetrics demands that the samples of a counter end in {@code _total} and its family does not. The counters
     * that ingress-nginx names without that suffix can't be counters there; they are declared {@code unknown}, which
     * keeps their name, and no query looks at a type.
     */
    @Override
    public void family(String familyName, FamilyType type, String help) {
        name = familyName;
        String declared = familyName;
        String keyword = type.keyword();
        if (openMetrics && type == FamilyType.COUNTER) {
            if (familyName.endsWith(TOTAL)) {
                declared = familyName.substring(0, familyName.length() - TOTAL.length());
            } else {
                keyword = "unknown";
            }
        }
        out.append("# HELP ").append(declared).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(declared).append(' ').append(keyword).append('\n');
    }

    @Override
    public void sample(Labels labels, long value) {
        head("", labels, null);
        out.append(value).append('\n');
    }

    @Override
    public void sample(Labels labels, double value) {
        head("", labels, null);
        out.append(GoNumber.text(value)).append('\n');
    }

    @Override
    public void counted(Labels labels, long value, @Nullable Exemplar exemplar) {
        head("", labels, null);
        out.append(value);
        end(exemplar);
    }

    @Override
    public void histogram(Labels labels, Distribution distribution, Bounds bounds, BucketExemplars exemplars) {
        long count = distribution.count();
        if (count == 0) {
            return;
        }
        int first = 0;
        for (int i = 0; i < bounds.size(); i++) {
            head("_bucket", labels, bounds.text(i));
            out.append(distribution.atMost(bounds.index(i)));
            end(openMetrics ? exemplars.within(first, bounds.index(i)) : null);
            first = bounds.index(i) + 1;
        }
        head("_bucket", labels, "+Inf");
        out.append(count);
        end(openMetrics ? exemplars.within(first, bounds.unbounded()) : null);
        sumAndCount(labels, distribution, bounds);
    }

    @Override
    public void predictions(Labels labels, PredictionTotals totals) {
        long count = totals.count();
        if (count == 0) {
            return;
        }
        long atMost = 0;
        for (int i = 0; i < PredictionTotals.BOUNDS.size(); i++) {
            atMost += totals.buckets().get(i);
            head("_bucket", labels, GoNumber.text(PredictionTotals.BOUNDS.get(i)));
            out.append(atMost).append('\n');
        }
        head("_bucket", labels, "+Inf");
        out.append(count).append('\n');
        head("_sum", labels, null);
        out.append(GoNumber.text(totals.sum())).append('\n');
        head("_count", labels, null);
        out.append(count).append('\n');
    }

    @Override
    public void summary(Labels labels, Distribution distribution, Bounds bounds) {
        if (distribution.count() > 0) {
            sumAndCount(labels, distribution, bounds);
        }
    }

    private void sumAndCount(Labels labels, Distribution distribution, Bounds bounds) {
        head("_sum", labels, null);
        appendSum(distribution.sum(), bounds.unit());
        head("_count", labels, null);
        out.append(distribution.count()).append('\n');
    }

    @Override
    public boolean takesExponentialHistograms() {
        return false;
    }

    @Override
    public void exponential(Labels labels, ExponentialBuckets buckets, long sumMicros) {
        throw new UnsupportedOperationException("the text forms have no exponential histograms");
    }

    private void head(String suffix, Labels labels, @Nullable String le) {
        out.append(name).append(suffix);
        String text = labels.text();
        if (le != null) {
            out.append('{').append(text).append(text.isEmpty() ? "" : ",");
            out.append("le=\"").append(le).append("\"}");
        } else if (!text.isEmpty()) {
            out.append('{').append(text).append('}');
        }
        out.append(' ');
    }

    private void end(@Nullable Exemplar exemplar) {
        if (openMetrics && exemplar != null) {
            out.append(" # {").append(exemplar.labels().text()).append("} ");
            appendSeconds(exemplar.latencyMicros());
            out.append(' ');
            appendThousandths(exemplar.endedAtMillis());
        }
        out.append('\n');
    }

    private void appendSum(long sum, Ladder.Unit unit) {
        switch (unit) {
            case MICROS -> appendSeconds(sum);
            case BYTES, TOKENS -> out.append(sum);
        }
        out.append('\n');
    }

    /** Exact: a double would round the sum of a long life. */
    private void appendSeconds(long micros) {
        out.append(micros / 1_000_000).append('.');
        String fraction = Long.toString(micros % 1_000_000);
        out.append("000000", 0, 6 - fraction.length()).append(fraction);
    }

    private void appendThousandths(long millis) {
        out.append(millis / 1_000).append('.');
        String fraction = Long.toString(millis % 1_000);
        out.append("000", 0, 3 - fraction.length()).append(fraction);
    }

    @Override
    public void append(byte[] rendered) {
        String text = new String(rendered, StandardCharsets.UTF_8);
        out.append(text, 0, text.endsWith(END) ? text.length() - END.length() : text.length());
    }

    @Override
    public byte[] finish() {
        if (openMetrics) {
            out.append(END);
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
