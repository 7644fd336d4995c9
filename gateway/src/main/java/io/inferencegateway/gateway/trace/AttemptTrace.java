package io.inferencegateway.gateway.trace;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.monitoring.stats.Outcome;
import org.jspecify.annotations.Nullable;

/** What a trace shows of one try at one upstream. Owner: the exchange's event loop. */
public final class AttemptTrace {
    /** Why a try is made that its caller did not wait for; the others are what retries are counted by. */
    public static final String FIRST = "first";

    public static final String HEDGE = "hedge";
    public static final String RESCUE = "rescue";
    public static final String SHADOW = "shadow";
    /** The replica before it had no room for another connection. */
    public static final String FULL = "full";

    private static final int FIRST_SERVER_ERROR = 500;

    private final ExchangeTrace exchange;
    private final long spanId;
    private final String why;
    private final int ordinal;
    private final VersionRoute version;
    private final Upstream replica;
    private final long beganNanos;
    private String path;
    private int status;
    private @Nullable String error;
    private boolean abandoned;
    private boolean ended;
    private long endedNanos;

    AttemptTrace(
            ExchangeTrace exchange,
            long spanId,
            String why,
            int ordinal,
            VersionRoute version,
            Upstream replica,
            long beganNanos) {
        this.exchange = exchange;
        this.spanId = spanId;
        this.why = why;
        this.ordinal = ordinal;
        this.version = version;
        this.replica = replica;
        this.beganNanos = beganNanos;
        this.path = replica.basePath();
    }

    long spanId() {
        return spanId;
    }

    boolean isRescue() {
        return why.equals(RESCUE);
    }

    /** @param target of the request that goes out; its query is not kept */
    void sends(String target) {
        int query = target.indexOf('?');
        path = ExchangeTrace.bounded(query < 0 ? target : target.substring(0, query));
    }

    public void answered(int code) {
        status = code;
    }

    /** @param how from a closed set; the first word stands */
    public void failed(String how) {
        if (error == null) {
            error = how;
        }
    }

    /** Nobody needs its answer any more; where it has answered or failed, that stands. */
    public void abandoned() {
        abandoned = error == null && status == 0;
    }

    /** It is over. A second call changes nothing. */
    public void end() {
        if (!ended) {
            ended = true;
            endedNanos = System.nanoTime();
            exchange.attemptEnded(this);
        }
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** It was the exchange's last: what nobody has said of it yet, the exchange's outcome says. */
    void decided(Outcome outcome) {
        boolean brokeOff = outcome.countsAgainstVersion() && status < FIRST_SERVER_ERROR;
        if (outcome == Outcome.CLIENT_ABORT) {
            abandoned = true;
        } else if (error == null && outcome != Outcome.OK && (status == 0 || brokeOff)) {
            error = outcome.label();
        }
    }

    FinishedSpan finished() {
        return new FinishedSpan.Client(
                exchange.idsOf(this),
                exchange.epochNanos(beganNanos),
                exchange.epochNanos(endedNanos),
                exchange.method(),
                why,
                ordinal,
                version.version(),
                version.protocol(),
                replica.tls(),
                replica.authority(),
                replica.address(),
                replica.port(),
                path,
                status,
                error,
                abandoned);
    }
}
