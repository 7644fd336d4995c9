package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A program of the operator's own: gets each announcement's plain JSON, signed where there is a secret. */
final class WebhookChannel implements Channel {
    private static final String HMAC = "HmacSHA256";

    private final URI url;
    private final @Nullable Secret secret;

    WebhookChannel(Receiver receiver) {
        this.url = receiver.url();
        this.secret = receiver.secret();
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        return Optional.of(announcement.body());
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public Map<String, String> fields(Letter letter, long nowSeconds) {
        return secret == null
                ? Map.of()
                : Map.of("X-IGW-Signature", signature(secret.reveal(), nowSeconds, letter.body()));
    }

    /** {@code t=SECONDS,v1=HEX}: HMAC-SHA256 of {@code SECONDS.body}, so that an old request can't be sent again later. */
    static String signature(String secret, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] code = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
