package io.inferencegateway.gateway.route;

import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** One replica of a version as one event loop sees it. Owner: that event loop. */
public final class Upstream {
    private static final long COMPARE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String host;
    private final Endpoint endpoint;
    private final boolean tls;
    private final String authority;
    private final String basePath;
    private final String whereabouts;
    private final Ejection ejection = new Ejection();
    private final SuccessRate rate = new SuccessRate();
    private long sinceNanos;
    private long comparedNanos;
    private boolean compared;
    private int inFlight;

    /** @param uri {@code http} or {@code https}, with an address for a host; checked by the configuration */
    public Upstream(URI uri) {
        this(uri, 0);
    }

    /** @param sinceNanos when it was added: beside older ones its traffic grows slowly */
    public Upstream(URI uri, long sinceNanos) {
        this(uri, ServiceName.of(uri).asAddress().get(0), sinceNanos);
    }

    /**
     * @param uri {@code http}, {@code https} or the same with {@code srv+} before it; checked by the configuration
     * @param endpoint where it is connected to
     */
    public Upstream(URI uri, Endpoint endpoint, long sinceNanos) {
        this.sinceNanos = sinceNanos;
        this.endpoint = endpoint;
        this.tls = ServiceName.isTls(uri);
        this.host = ServiceName.of(uri).certifiedName();
        this.authority = authorityOf(uri);
        this.basePath = basePathOf(uri);
        String place = endpoint.toString();
        this.whereabouts = place.equals(authority) ? authority : authority + '@' + place;
    }

    /** What {@link #authority} of the upstream at this address is. */
    public static String authorityOf(URI uri) {
        return ServiceName.authorityOf(uri);
    }

    /** What {@link #basePath} of the upstream at this address is. */
    public static String basePathOf(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The name that it has to prove to be, where it is spoken to over TLS. */
    public String host() {
        return host;
    }

    /** The IP address that is connected to. */
    public String address() {
        return endpoint.address();
    }

    public int port() {
        return endpoint.port();
    }

    public boolean tls() {
        return tls;
    }

    /**
     * {@code host:port} of the URL, the port always given, or the name of the service: what metrics call it, whatever
     * addresses are behind it.
     */
    public String authority() {
        return authority;
    }

    /** For people: the authority, and behind {@code @} the place where it is connected to if that is another. */
    public String whereabouts() {
        return whereabouts;
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

    /** It passes its checks again. */
    void cameBack(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** How much of its usual traffic it is to get: less than 1 while it is new or back from an ejection. */
    double share(long nowNanos) {
        long backNanos = ejection.backSinceNanos(sinceNanos);
        return SlowStart.share(Math.min(nowNanos - backNanos, nowNanos - sinceNanos));
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
