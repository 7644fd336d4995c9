package io.inferencegateway.gateway.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Several certificates of one listener, of which the caller's server name chooses: the first that bears the name, else the
 * first with a wildcard for it, else the first of all. Immutable.
 *
 * <p>Vert.x offers the same with {@link PemKeyCertOptions} of several pairs, but there who names no name gets whichever
 * the key manager likes best.
 */
final class NamedCertificates implements KeyCertOptions {
    private static final int DNS_NAME = 2;

    private final List<ListenerTls.Pair> pairs;

    /** @param pairs at least one */
    NamedCertificates(List<ListenerTls.Pair> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    @Override
    public KeyCertOptions copy() {
        return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
        return factory(vertx, pairs.get(0));
    }

    @Override
    public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) throws Exception {
        Map<String, KeyManagerFactory> byName = new HashMap<>();
        for (ListenerTls.Pair pair : pairs) {
            KeyManagerFactory factory = factory(vertx, pair);
            for (String name : namesIn(factory)) {
                byName.putIfAbsent(name, factory);
            }
        }
        return name -> find(byName, name);
    }

    /** Null for the first of all. A wildcard stands for one label (RFC 6125, section 6.4.3). */
    static <T> @Nullable T find(Map<String, T> byName, String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        T exact = byName.get(name);
        int dot = name.indexOf('.');
        return exact != null || dot < 1 ? exact : byName.get("*" + name.substring(dot));
    }

    private static KeyManagerFactory factory(Vertx vertx, ListenerTls.Pair pair) throws Exception {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(pair.chain()))
                .addKeyValue(Buffer.buffer(pair.key()))
                .getKeyManagerFactory(vertx);
    }

    private static List<String> namesIn(KeyManagerFactory factory) throws CertificateParsingException {
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager keys) {
                for (String type : List.of("RSA", "EC")) {
                    String[] aliases = keys.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        return namesOf(keys.getCertificateChain(aliases[0])[0]);
                    }
                }
            }
        }
        return List.of();
    }

    private static List<String> namesOf(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(each -> each.get(0).equals(DNS_NAME))
                        .map(each -> each.get(1).toString().toLowerCase(Locale.ROOT))
                        .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NamedCertificates certificates && pairs.equals(certificates.pairs);
    }

    @Override
    public int hashCode() {
        return pairs.hashCode();
    }
}
