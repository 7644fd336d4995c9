package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.stats.ExponentialBuckets;
import io.inferencegateway.monitoring.stats.Ladder;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_33_0.Metrics;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_33_0.Metrics.MetricType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' protobuf form: delimited {@code io.prometheus.client.MetricFamily} messages, the only one that carries native
 * histograms.
 *
 * <p>Histograms with fixed buckets are written as the series they consist of, each a counter with its {@code le} as an
 * ordinary label. Prometheus stores the same either way, but from a histogram message it makes the text of {@code le}
 * itself, {@code 1.0} where the text form says {@code 1}, and the queries of the dashboards that match it would find
 * nothing as soon as somebody turns native histograms on.
 */
final class ProtobufWriter implements ExpositionWriter {
    private static final double MICROS_PER_SECOND = 1e6;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** What the Prometheus clients use: nothing but 0 is below it. */
    private static final double ZERO_THRESHOLD = 0x1p-128;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    private final List<Metrics.MetricFamily.Builder> begun = new ArrayList<>();

    @Override
    public void family(String familyName, FamilyType type, String help) {
        flush();
        switch (type) {
            case COUNTER -> begin(familyName, MetricType.COUNTER, help);
            case GAUGE -> begin(familyName, MetricType.GAUGE, help);
            case HISTOGRAM -> {
                begin(familyName + "_bucket", MetricType.COUNTER, help);
                begin(familyName + "_sum", MetricType.COUNTER, help);
                begin(familyName + "_count", MetricType.COUNTER, help);
            }
            case SUMMARY -> {
                begin(familyName + "_sum", MetricType.COUNTER, help);
                begin(familyName + "_count", MetricType.COUNTER, help);
            }
            case EXPONENTIAL_HISTOGRAM -> begin(familyName, MetricType.HISTOGRAM, help);
        }
    }

    private void begin(String name, MetricType type, String help) {
        begun.add(Metrics.MetricFamily.newBuilder().setName(name).setHelp(help).setType(type));
    }

    @Override
    public void sample(Labels labels, long value) {
        sample(labels, (double) value);
    }

    @Override
    public void sample(Labels labels, double value) {
        Metrics.MetricFamily.Builder family = begun.get(0);
        if (family.getType() == MetricType.GAUGE) {
            family.addMetric(
                    metric(pairs(labels)).setGauge(Metrics.Gauge.newBuilder().setValue(value)));
        } else {
            add(family, pairs(labels), value, null);
        }
    }

    @Override
    public void counted(Labels labels, long value, @Nullable Exemplar exemplar) {
        add(begun.get(0), pairs(labels), (double) value, exemplar);
    }

    @Override
    public void histogram(Labels labels, Distribution distribution, Bounds bounds, BucketExemplars exemplars) {
        if (distribution.count() == 0) {
            return;
        }
        List<Metrics.LabelPair> pairs = pairs(labels);
        int first = 0;
        for (int i = 0; i < bounds.size(); i++) {
            bucket(
                    pairs,
                    bounds.text(i),
                    distribution.atMost(bounds.index(i)),
                    exemplars.within(first, bounds.index(i)));
            first = bounds.index(i) + 1;
        }
        bucket(pairs, "+Inf", distribution.count(), exemplars.within(first, bounds.unbounded()));
        sumAndCount(1, pairs, distribution, bounds);
    }

    private void bucket(List<Metrics.LabelPair> pairs, String le, long count, @Nullable Exemplar exemplar) {
        List<Metrics.LabelPair> withBound = new ArrayList<>(pairs);
        withBound.add(pair("le", le));
        add(begun.get(0), withBound, (double) count, exemplar);
    }

    @Override
    public void predictions(Labels labels, PredictionTotals totals) {
        if (totals.count() == 0) {
            return;
        }
        List<Metrics.LabelPair> pairs = pairs(labels);
        long atMost = 0;
        for (int i = 0; i < PredictionTotals.BOUNDS.size(); i++) {
            atMost += totals.buckets().get(i);
            bucket(pairs, GoNumber.text(PredictionTotals.BOUNDS.get(i)), atMost, null);
        }
        bucket(pairs, "+Inf", totals.count(), null);
        add(begun.get(1), pairs, totals.sum(), null);
        add(begun.get(2), pairs, (double) totals.count(), null);
    }

    @Override
    public void summary(Labels labels, Distribution distribution, Bounds bounds) {
        if (distribution.count() > 0) {
            sumAndCount(0, pairs(labels), distribution, bounds);
        }
    }

    private void sumAndCount(int first, List<Metrics.LabelPair> pairs, Distribution distribution, Bounds bounds) {
        double sum = bounds.unit() == Ladder.Unit.MICROS
                ? distribution.sum() / MICROS_PER_SECOND
                : (double) distribution.sum();
        add(begun.get(first), pairs, sum, null);
        add(begun.get(first + 1), pairs, (double) distribution.count(), null);
    }

    @Override
    public boolean takesExponentialHistograms() {
        return true;
    }

    @Override
    public void exponential(Labels labels, ExponentialBuckets buckets, long sumMicros) {
        Metrics.Histogram.Builder histogram = Metrics.Histogram.newBuilder()
                .setSampleCount(buckets.total())
                .setSampleSum(sumMicros / MICROS_PER_SECOND)
                .setSchema(buckets.schema())
                .setZeroThreshold(ZERO_THRESHOLD)
                .setZeroCount(buckets.zeros());
        if (buckets.size() > 0) {
            histogram.addPositiveSpan(Metrics.BucketSpan.newBuilder()
                    .setOffset(buckets.firstIndex())
                    .setLength(buckets.size()));
            long before = 0;
            for (int i = 0; i < buckets.size(); i++) {
                histogram.addPositiveDelta(buckets.count(i) - before);
                before = buckets.count(i);
            }
        }
        begun.get(0).addMetric(metric(pairs(labels)).setHistogram(histogram));
    }

    private static void add(
            Metrics.MetricFamily.Builder family,
            List<Metrics.LabelPair> pairs,
            double value,
            @Nullable Exemplar exemplar) {
        Metrics.Counter.Builder counter = Metrics.Counter.newBuilder().setValue(value);
        if (exemplar != null) {
            counter.setExemplar(message(exemplar));
        }
        family.addMetric(metric(pairs).setCounter(counter));
    }

    private static Metrics.Exemplar message(Exemplar exemplar) {
        long millis = exemplar.endedAtMillis();
        return Metrics.Exemplar.newBuilder()
                .addAllLabel(pairs(exemplar.labels()))
                .setValue(exemplar.latencyMicros() / MICROS_PER_SECOND)
                .setTimestamp(io.prometheus.metrics.shaded.com_google_protobuf_4_33_0.Timestamp.newBuilder()
                        .setSeconds(millis / MILLIS_PER_SECOND)
                        .setNanos((int) (millis % MILLIS_PER_SECOND) * NANOS_PER_MILLI))
                .build();
    }

    private static Metrics.Metric.Builder metric(List<Metrics.LabelPair> pairs) {
        return Metrics.Metric.newBuilder().addAllLabel(pairs);
    }

    private static List<Metrics.LabelPair> pairs(Labels labels) {
        List<Metrics.LabelPair> pairs = new ArrayList<>(labels.size() + 1);
        for (int i = 0; i < labels.size(); i++) {
            pairs.add(pair(labels.name(i), labels.value(i)));
        }
        return pairs;
    }

    private static Metrics.LabelPair pair(String name, String value) {
        return Metrics.LabelPair.newBuilder().setName(name).setValue(value).build();
    }

    @Override
    public void append(byte[] rendered) {
        flush();
        out.writeBytes(rendered);
    }

    @Override
    public byte[] finish() {
        flush();
        return out.toByteArray();
    }

    /** Prometheus takes no family without samples in this form; it would see nothing in it either. */
    private void flush() {
        for (Metrics.MetricFamily.Builder family : begun) {
            if (family.getMetricCount() > 0) {
                try {
                    family.build().writeDelimitedTo(out);
                } catch (IOException e) {
                    throw new UncheckedIOException("an array takes everything", e);
                }
            }
        }
        begun.clear();
    }
}
