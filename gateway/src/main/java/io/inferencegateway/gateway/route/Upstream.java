package io.inferencegateway.gateway.route;

import java.net.URI;
import java.util.concurrent.TimeUnit;

/** One replica of a version as one event loop sees it. Owner: that event loop. */
public final class Upstream {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final long COMPARE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String host;
    private final int port;
    private final boolean tls;
    private final String authority;
    private final String basePath;
    private final Ejection ejection = new Ejection();
    private final SuccessRate rate = new SuccessRate();
    private final long sinceNanos;
    private long comparedNanos;
    private boolean compared;
    private int inFlight;

    /** @param uri {@code http} or {@code https}, a host, an optional port and path; checked by the configuration */
    public Upstream(URI uri) {
        this(uri, 0);
    }

    /** @param sinceNanos when it was added: beside older ones its traffic grows slowly */
    public Upstream(URI uri, long sinceNanos) {
        this.sinceNanos = sinceNanos;
        this.tls = isTls(uri);
        String bracketed = uri.getHost();
        this.host = bracketed.startsWith("[") ? bracketed.substring(1, bracketed.length() - 1) : bracketed;
        this.port = portOf(uri);
        this.authority = authorityOf(uri);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        this.basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** What {@link #authority} of the upstream at this address is. */
    public static String authorityOf(URI uri) {
        return uri.getHost() + ":" + portOf(uri);
    }

    private static int portOf(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isTls(uri) ? HTTPS_PORT : HTTP_PORT;
    }

    private static boolean isTls(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public boolean tls() {
        return tls;
    }

    /** {@code host:port}, the port always given: the name in samples and metrics. */
    public String authority() {
        return authority;
    }

    /** What stands before the caller's tail: empty, or starting with a slash and not ending with one. */
    public String basePath() {
        return basePath;
    }

    /** Requests of this loop that were sent here and have not ended. */
    public int inFlight() {
        return inFlight;
    }

    /** A request goes here; exactly one {@link #release} follows. */
    public void acquire() {
        inFlight++;
    }

    public void release() {
        inFlight--;
    }

    /** Whether this loop gives it no traffic. */
    public boolean isEjected(long nowNanos) {
        return ejection.isEjected(nowNanos);
    }

    /** How much of its usual traffic it is to get: less than 1 while it is new or back from an ejection. */
    double share(long nowNanos) {
        return SlowStart.share(nowNanos - ejection.backSinceNanos(sinceNanos));
    }

    SuccessRate rate() {
        return rate;
    }

    /** An answer began: whatever its status, the replica is there. */
    void answered(boolean success, long nowNanos) {
        ejection.succeeded();
        rate.add(success, nowNanos);
    }

    boolean failed(long nowNanos, boolean mayEject) {
        rate.add(false, nowNanos);
        return ejection.failed(nowNanos, mayEject);
    }

    /** Whether it is to be compared with its peers now: once a second at most. */
    boolean isComparisonDue(long nowNanos) {
        if (compared && nowNanos - comparedNanos < COMPARE_EVERY_NANOS) {
            return false;
        }
        compared = true;
        comparedNanos = nowNanos;
        return true;
    }

    /** It fares far worse than its peers; what was counted so far is not held against it when it is back. */
    boolean outlier(long nowNanos, boolean mayEject) {
        boolean ejected = ejection.outlier(nowNanos, mayEject);
        if (ejected) {
            rate.forget();
        }
        return ejected;
    }
}
