package io.inferencegateway.monitoring.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Makes the stretches of a granularity from those of the finer one. Pure. */
public final class RollUp {
    private record Key(long startMillis, ModelVersion version, long run) {}

    private static final Comparator<Key> ORDER = Comparator.comparingLong(Key::startMillis)
            .thenComparing(Key::version, ModelVersion.BY_MODEL_AND_NUMBER)
            .thenComparingLong(Key::run);

    private RollUp() {}

    /**
     * One point for each stretch, version and run. Making them again gives the same ones.
     *
     * @param damaged is told of each point that can't be read; it is left out
     */
    public static List<HistoryPoint> of(Granularity to, List<HistoryPoint> finer, Consumer<HistoryPoint> damaged) {
        Map<Key, TallySum> sums = new TreeMap<>(ORDER);
        for (HistoryPoint each : finer) {
            try {
                Tally tally = SlotCodec.decode(each.encoded()).tally();
                sums.computeIfAbsent(
                                new Key(to.startOf(each.startMillis()), each.version(), each.run()),
                                key -> new TallySum())
                        .add(tally);
            } catch (CorruptSlotException e) {
                damaged.accept(each);
            }
        }
        List<HistoryPoint> points = new ArrayList<>(sums.size());
        sums.forEach((key, sum) -> points.add(new HistoryPoint(
                key.version(), to, key.startMillis(), key.run(), SlotCodec.encode(to.lengthMillis(), sum.tally()))));
        return points;
    }
}
