package io.inferencegateway.gateway;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.GatewayConfig.ServerTls;
import io.inferencegateway.gateway.config.PemFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the certificates of the traffic listener expire, in seconds since the epoch, by the DNS names they bear; {@code _}
 * for one that bears none. Where two bear a name, the first is shown to callers and counts here. Owner: the control context.
 */
final class CertificateExpiry implements Supplier<Map<String, Double>> {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateExpiry.class);
    private static final int DNS_NAME = 2;
    private static final String NO_NAME = "_";

    private final Supplier<GatewayConfig> config;
    private @Nullable ServerTls read;
    private Map<String, Double> expiry = Map.of();

    CertificateExpiry(Supplier<GatewayConfig> config) {
        this.config = config;
    }

    @Override
    public Map<String, Double> get() {
        ServerTls tls = config.get().listen().tls();
        if (tls != read) {
            read = tls;
            expiry = tls == null ? Map.of() : of(tls);
        }
        return expiry;
    }

    private static Map<String, Double> of(ServerTls tls) {
        Map<String, Double> expiry = new HashMap<>();
        Stream.concat(Stream.of(tls.certificate()), tls.also().stream().map(GatewayConfig.CertifiedKey::certificate))
                .forEach(file -> add(file, expiry));
        return expiry;
    }

    private static void add(PemFile file, Map<String, Double> expiry) {
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(file.content().getBytes(StandardCharsets.ISO_8859_1)));
            double seconds = certificate.getNotAfter().toInstant().toEpochMilli() / 1e3;
            names(certificate).forEach(name -> expiry.putIfAbsent(name, seconds));
        } catch (CertificateException e) {
            LOG.warn("expiry of the certificate unknown file={} cause=\"{}\"", file, e.getMessage());
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateException {
        List<String> names = certificate.getSubjectAlternativeNames() == null
                ? List.of()
                : certificate.getSubjectAlternativeNames().stream()
                        .filter(each -> each.get(0).equals(DNS_NAME))
                        .map(each -> each.get(1).toString().toLowerCase(Locale.ROOT))
                        .toList();
        return names.isEmpty() ? List.of(NO_NAME) : names;
    }
}
