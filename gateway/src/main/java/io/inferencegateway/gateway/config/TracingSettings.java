package io.inferencegateway.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are recorded as OpenTelemetry traces, and where the spans go. Immutable.
 *
 * @param collector where OTLP over HTTP is taken, with the path for traces
 * @param sampleBasisPoints the share that is recorded where no caller decides, 0 to 10,000
 * @param service {@code service.name} of the spans
 * @param resource further attributes of all spans
 * @param token sent as {@code Authorization: Bearer}, or null
 * @param headers what else the collector asks for, by the header's name
 * @param authorities whose certificates are believed of the collector, or null for those that this Java believes
 * @param timeout how long the collector may take over one batch
 * @param queue how many spans may wait
 */
public record TracingSettings(
        URI collector,
        int sampleBasisPoints,
        Follow follow,
        String service,
        Map<String, String> resource,
        @Nullable Secret token,
        Map<String, Header> headers,
        @Nullable PemFile authorities,
        Duration timeout,
        int queue) {
    public TracingSettings {
        resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Whose {@code traceparent} is believed. */
    public enum Follow {
        EVERYONE,
        TRUSTED_PROXIES,
        NOBODY
    }

    /** A value in the file, or one that must not be shown: one of the two is null. */
    public record Header(@Nullable String text, @Nullable Secret secret) {
        public String value() {
            return secret != null ? secret.reveal() : text == null ? "" : text;
        }
    }
}
