package io.inferencegateway.loadtest.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} says at one moment. */
record Books(String page) {
    private static final Pattern REQUESTS = Pattern.compile(
            "^inference_gateway_requests_total\\{model=\"([^\"]*)\",version=\"([^\"]*)\",[^}]*code=\"(\\d+)\",outcome=\"(\\w+)\"} (\\d+)$",
            Pattern.MULTILINE);

    /** How requests ended, over all tracks; what never happened is left out. */
    Map<Ending, Long> endings() {
        Map<Ending, Long> endings = new TreeMap<>();
        Matcher sample = REQUESTS.matcher(page);
        while (sample.find()) {
            long count = Long.parseLong(sample.group(5));
            if (count > 0) {
                Ending ending = new Ending(
                        sample.group(1), sample.group(2), Integer.parseInt(sample.group(3)), sample.group(4));
                endings.merge(ending, count, Long::sum);
            }
        }
        return endings;
    }

    /** The sum of a family's samples. */
    long sum(String family) {
        return Pattern.compile("^inference_gateway_" + family + "\\{[^}]*} (\\d+)", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .mapToLong(sample -> Long.parseLong(sample.group(1)))
                .sum();
    }

    /** Where two books differ, one line for each. */
    static List<String> differences(Map<Ending, Long> callers, Map<Ending, Long> gateway) {
        List<String> differences = new ArrayList<>();
        Map<Ending, Long> all = new TreeMap<>(callers);
        all.putAll(gateway);
        for (Ending ending : all.keySet()) {
            long seen = callers.getOrDefault(ending, 0L);
            long booked = gateway.getOrDefault(ending, 0L);
            if (seen != booked) {
                differences.add(ending + ": callers saw " + seen + ", booked are " + booked);
            }
        }
        return differences;
    }
}
