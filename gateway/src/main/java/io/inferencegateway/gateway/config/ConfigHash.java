package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One number for what is in force, the same on every replica that runs the same configuration. Pure. */
public final class ConfigHash {
    /** A metric's value is a double, which counts exactly up to 2^53. */
    private static final int BITS = 48;

    private ConfigHash() {}

    /** Blind to comments, layout and the values of secrets; 0 to 2^48 - 1. */
    public static long of(GatewayConfig config) {
        ObjectNode effective = EffectiveConfig.toJson(config);
        // Two URLs may be masked alike.
        ArrayNode urls = effective.putArray("urls");
        config.notifications().receivers().stream()
                .filter(receiver -> receiver.urlOrigin() == null)
                .forEach(receiver -> urls.add(receiver.url().toString()));
        return ByteBuffer.wrap(Sha256.of(effective.toString().getBytes(StandardCharsets.UTF_8)))
                        .getLong()
                >>> (Long.SIZE - BITS);
    }
}
