package io.inferencegateway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The SHA-256 of a token, which stands for it wherever one is compared, so that no copy of the token itself is kept.
 * Immutable.
 */
public final class TokenDigest {
    private final byte[] sha256;

    private TokenDigest(byte[] sha256) {
        this.sha256 = sha256;
    }

    public static TokenDigest of(String token) {
        return new TokenDigest(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param hex 64 hexadecimal digits in any case */
    static TokenDigest ofHex(String hex) {
        return new TokenDigest(HexFormat.of().parseHex(hex));
    }

    /**
     * Which of these holds this token; of several the last. It looks at every one, so that the time it takes says nothing
     * about a token.
     *
     * @param tokens at most one of which should hold it
     */
    public static <T> Optional<T> holderOf(String token, List<T> tokens, Function<T, TokenDigest> digest) {
        TokenDigest offered = of(token);
        Optional<T> holder = Optional.empty();
        for (T each : tokens) {
            if (digest.apply(each).matches(offered)) {
                holder = Optional.of(each);
            }
        }
        return holder;
    }

    /** In a time that does not tell how much of it was right. */
    public boolean matches(TokenDigest other) {
        return MessageDigest.isEqual(sha256, other.sha256);
    }

    String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenDigest digest && matches(digest);
    }

    @Override
    public int hashCode() {
        return (sha256[0] & 0xff) << 8 | (sha256[1] & 0xff);
    }

    @Override
    public String toString() {
        return "****";
    }
}
