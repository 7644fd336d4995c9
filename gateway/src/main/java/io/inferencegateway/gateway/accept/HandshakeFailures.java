package io.inferencegateway.gateway.accept;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Callers with whom TLS did not come about, by what stood against it. Thread-safe. */
public final class HandshakeFailures {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeFailures.class);
    private static final long QUIET_NANOS = 10_000_000_000L;
    private static final int DEEPEST_CAUSE = 16;
    private static final int LONGEST_DETAIL = 200;

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /** What stood against it. */
    public enum Reason {
        /** What came is no TLS. */
        NOT_TLS,
        /** The caller's certificate is missing or nobody vouches for it, or the caller does not believe ours. */
        CERTIFICATE,
        /** No common version or cipher, or a message that is not valid. */
        PROTOCOL,
        TIMEOUT,
        /** The caller went away. */
        CLOSED;

        /** As metrics call it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Reason of(Throwable failure) {
            Throwable cause = failure;
            boolean tls = false;
            boolean gone = false;
            for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
                if (cause instanceof NotSslRecordException) {
                    return NOT_TLS;
                } else if (cause instanceof SslHandshakeTimeoutException) {
                    return TIMEOUT;
                } else if (cause instanceof CertificateException || speaksOfCertificates(cause)) {
                    return CERTIFICATE;
                }
                tls |= cause instanceof SSLException;
                gone |= cause instanceof IOException && !(cause instanceof SSLException);
                cause = cause.getCause();
            }
            return gone || !tls ? CLOSED : PROTOCOL;
        }

        /** An alert of the other side, and a certificate that never came, have no other type than their words. */
        private static boolean speaksOfCertificates(Throwable cause) {
            String words = cause.getMessage();
            return cause instanceof SSLException
                    && words != null
                    && (words.contains("certificate") || words.contains("unknown_ca"));
        }
    }

    public HandshakeFailures() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** One more. It logs a line every ten seconds at most: who scans a port must not fill the disk. */
    public void count(Throwable failure) {
        Reason reason = Reason.of(failure);
        LongAdder count = counts.get(reason);
        if (count != null) {
            count.increment();
        }
        long now = System.nanoTime();
        long told = toldNanos.get();
        if (now - told >= QUIET_NANOS && toldNanos.compareAndSet(told, now)) {
            LOG.warn(
                    "tls handshake failed reason={} latest=\"{}\" failed={}", reason.label(), words(failure), counts());
        }
    }

    /** How many, by reason. */
    public Map<String, Long> counts() {
        return Stream.of(Reason.values())
                .collect(Collectors.toMap(Reason::label, reason -> counts.getOrDefault(reason, new LongAdder())
                        .sum()));
    }

    private static String words(Throwable failure) {
        String words = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}", "?");
        return words.length() <= LONGEST_DETAIL ? words : words.substring(0, LONGEST_DETAIL);
    }
}
