package io.inferencegateway.monitoring.usage;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the callers of a stretch of time sent. Immutable; merges in any order, as the summaries of Agarwal et al.,
 * "Mergeable Summaries" (PODS 2012) do: a caller that one side has forgotten may have sent it as much as this side may
 * have forgotten of anyone.
 *
 * @param requests of all callers, exact
 * @param forgotten the most that any caller which is not in the list can have sent; 0 where the list is complete
 * @param callers in no order
 */
public record Usage(long requests, long forgotten, List<CallerUsage> callers) {
    public static final Usage NONE = new Usage(0, 0, List.of());

    private static final Comparator<CallerUsage> BUSIEST_FIRST =
            Comparator.comparingLong(CallerUsage::requests).reversed().thenComparing(CallerUsage::caller);

    public Usage {
        callers = List.copyOf(callers);
    }

    /** Both together, with the {@code most} busiest callers. */
    public Usage merge(Usage other, int most) {
        Map<String, CallerUsage> mine = byCaller();
        Map<String, CallerUsage> theirs = other.byCaller();
        Set<String> names = new HashSet<>(mine.keySet());
        names.addAll(theirs.keySet());
        List<CallerUsage> sums = names.stream()
                .map(name -> mine.getOrDefault(name, CallerUsage.atMost(name, forgotten))
                        .plus(theirs.getOrDefault(name, CallerUsage.atMost(name, other.forgotten))))
                .toList();
        return new Usage(requests + other.requests, forgotten + other.forgotten, sums).keep(most);
    }

    private Map<String, CallerUsage> byCaller() {
        return callers.stream().collect(Collectors.toMap(CallerUsage::caller, each -> each));
    }

    /** With the {@code most} busiest callers only. */
    public Usage keep(int most) {
        if (callers.size() <= most) {
            return this;
        }
        List<CallerUsage> sorted = busiest();
        return new Usage(requests, Math.max(forgotten, sorted.get(most).requests()), sorted.subList(0, most));
    }

    /** The callers by falling number of requests. */
    public List<CallerUsage> busiest() {
        return callers.stream().sorted(BUSIEST_FIRST).toList();
    }
}
