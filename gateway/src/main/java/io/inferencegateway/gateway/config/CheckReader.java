package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.Check;
import io.inferencegateway.gateway.config.GatewayConfig.StatusRange;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How upstreams are asked whether they are well. Owner: the reading thread. */
final class CheckReader {
    private static final Pattern PATH_AND_QUERY = Pattern.compile("/[!-~&&[^#]]{0,511}");
    private static final Pattern RANGE = Pattern.compile("([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

    private static final ScalarType<String> PATH =
            ScalarType.text("a path of at most 512 characters that begins with a slash", text -> Optional.of(text)
                    .filter(PATH_AND_QUERY.asMatchPredicate()));
    private static final ScalarType<Integer> TIMES = ScalarType.integer(1, 100);
    private static final ScalarType<StatusRange> STATUS =
            ScalarType.text("a status or a range of them, in quotes, such as 200 or 200-299", CheckReader::range);
    private static final StatusRange SUCCESS = new StatusRange(200, 299);

    private CheckReader() {}

    /** @param inherited the model's, or null for none */
    static @Nullable Check read(Section check, @Nullable Check inherited, Problems problems) {
        if (!check.isPresent()) {
            return inherited;
        }
        Optional<String> path = inherited == null
                ? check.required("path", PATH, "what is asked for at each upstream")
                : Optional.of(check.value("path", PATH, inherited.path()));
        int before = problems.count();
        Duration interval = check.value(
                "interval",
                ScalarType.POSITIVE_DURATION,
                inherited == null ? Duration.ofSeconds(10) : inherited.interval());
        Duration timeout = check.value(
                "timeout",
                ScalarType.POSITIVE_DURATION,
                inherited == null ? Duration.ofSeconds(2) : inherited.timeout());
        Section.Entry at = check.entry("timeout") == null ? check.entry("interval") : check.entry("timeout");
        if (problems.count() == before && at != null && timeout.compareTo(interval) > 0) {
            problems.add(at.value(), at.path(), "timeout must not be above interval (2s, 10s where not given)");
        }
        Check read = new Check(
                path.orElse("/"),
                interval,
                timeout,
                check.value("healthy", TIMES, inherited == null ? 2 : inherited.healthy()),
                check.value("unhealthy", TIMES, inherited == null ? 3 : inherited.unhealthy()),
                check.value("status", STATUS, inherited == null ? SUCCESS : inherited.status()));
        check.refuseTheRest();
        return read;
    }

    static String written(StatusRange range) {
        return range.least() == range.most() ? "" + range.least() : range.least() + "-" + range.most();
    }

    private static Optional<StatusRange> range(String text) {
        Matcher parts = RANGE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int least = Integer.parseInt(parts.group(1));
        int most = parts.group(2) == null ? least : Integer.parseInt(parts.group(2));
        return Optional.of(new StatusRange(least, most)).filter(range -> least <= most);
    }
}
