package io.inferencegateway.gateway.route;

import java.net.URI;

/** One replica of a version as one event loop sees it. Owner: that event loop. */
public final class Upstream {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final String host;
    private final int port;
    private final boolean tls;
    private final String authority;
    private final String basePath;
    private final Ejection ejection = new Ejection();
    private int inFlight;

    /** @param uri {@code http} or {@code https}, a host, an optional port and path; checked by the configuration */
    public Upstream(URI uri) {
        this.tls = "https".equalsIgnoreCase(uri.getScheme());
        String bracketed = uri.getHost();
        this.host = bracketed.startsWith("[") ? bracketed.substring(1, bracketed.length() - 1) : bracketed;
        this.port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        this.authority = bracketed + ":" + port;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        this.basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
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

    /** An answer began: whatever its status, the replica is there. */
    public void answered() {
        ejection.succeeded();
    }

    boolean isEjected(long nowNanos) {
        return ejection.isEjected(nowNanos);
    }

    boolean failed(long nowNanos, boolean mayEject) {
        return ejection.failed(nowNanos, mayEject);
    }
}
