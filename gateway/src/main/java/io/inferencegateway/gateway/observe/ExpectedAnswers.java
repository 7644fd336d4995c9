package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import java.util.ArrayList;
import java.util.List;

/**
 * The kinds of answer whose counters stand at 0 before the first of them is given. Prometheus computes an increase from
 * what a series showed before; a series that is born with its first error has no before, and {@code increase()} would
 * miss that error. Exposed for versions in a split only, so that idle versions stay cheap.
 */
final class ExpectedAnswers {
    private record Kind(RequestMethod method, int status, Outcome outcome) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(RequestMethod.GET, 200, Outcome.OK),
            new Kind(RequestMethod.POST, 200, Outcome.OK),
            new Kind(RequestMethod.POST, 400, Outcome.CLIENT_ERROR),
            new Kind(RequestMethod.POST, 404, Outcome.CLIENT_ERROR),
            new Kind(RequestMethod.POST, 429, Outcome.CLIENT_ERROR),
            new Kind(RequestMethod.POST, 499, Outcome.CLIENT_ABORT),
            new Kind(RequestMethod.POST, 500, Outcome.UPSTREAM_ERROR),
            new Kind(RequestMethod.POST, 502, Outcome.UPSTREAM_ERROR),
            new Kind(RequestMethod.POST, 503, Outcome.UPSTREAM_ERROR),
            new Kind(RequestMethod.POST, 503, Outcome.SHED),
            new Kind(RequestMethod.POST, 504, Outcome.TIMEOUT_FIRST_BYTE));

    private ExpectedAnswers() {}

    static List<Cell.Key> of(MetricsView.Version version) {
        List<Cell.Key> keys = new ArrayList<>();
        if (version.weight().isPresent()) {
            for (Kind kind : KINDS) {
                keys.add(new Cell.Key(Track.STABLE, kind.method, kind.status, kind.outcome));
                keys.add(new Cell.Key(Track.CANARY, kind.method, kind.status, kind.outcome));
            }
        }
        return keys;
    }
}
