package io.inferencegateway.gateway.discovery;

import io.netty.util.NetUtil;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * What has to be looked up before an upstream can be connected to: the host of its URL, or a service with SRV records (RFC
 * 2782). Immutable.
 *
 * @param name a host name, an IP address, or {@code _service._proto.domain}; in lower case, without brackets
 * @param port of a host; a service's records name their own, and it has 0 here
 * @param service whether it is a service
 */
public record ServiceName(String name, int port, boolean service) {
    /** What the scheme of an upstream begins with whose host is a service. */
    public static final String SRV_SCHEME = "srv+";

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @param upstream checked by the configuration */
    public static ServiceName of(URI upstream) {
        if (isService(upstream)) {
            return new ServiceName(upstream.getRawAuthority().toLowerCase(Locale.ROOT), 0, true);
        }
        int port = upstream.getPort();
        return new ServiceName(
                unbracketed(upstream.getHost()).toLowerCase(Locale.ROOT),
                port >= 0 ? port : isTls(upstream) ? HTTPS_PORT : HTTP_PORT,
                false);
    }

    /** Whether the upstream is to be found through SRV records. */
    public static boolean isService(URI upstream) {
        return upstream.getScheme().regionMatches(true, 0, SRV_SCHEME, 0, SRV_SCHEME.length());
    }

    /** Whether the upstream is spoken to over TLS. */
    public static boolean isTls(URI upstream) {
        String scheme = upstream.getScheme();
        return scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase(SRV_SCHEME + "https");
    }

    /** Whether there is nothing to look up. */
    public boolean isAddress() {
        return !service && (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name));
    }

    /** The one place it stands for where it {@link #isAddress}. */
    public List<Endpoint> asAddress() {
        return List.of(new Endpoint(name, port));
    }

    /**
     * The name that a certificate has to bear: of a service its domain. The hosts in its records come from whoever
     * answered, and prove nothing (RFC 6125, section 1.7.2).
     */
    public String certifiedName() {
        if (!service) {
            return name;
        }
        int protocol = name.indexOf('.') + 1;
        return name.substring(name.indexOf('.', protocol) + 1);
    }

    /** For metrics and people: {@code host:port}, or the name of the service. */
    public static String authorityOf(URI upstream) {
        return isService(upstream)
                ? upstream.getRawAuthority()
                : upstream.getHost() + ":" + of(upstream).port();
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return name;
    }
}
