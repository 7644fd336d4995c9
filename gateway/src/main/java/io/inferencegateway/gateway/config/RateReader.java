package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.Rate;
import io.inferencegateway.gateway.config.GatewayConfig.RateKey;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A limit on the rate of requests: {@code { requests: 100/s, burst: 200, per: model }}. Owner: the reading thread. */
final class RateReader {
    private static final String HEADER = "header:";
    private static final Pattern REQUESTS = Pattern.compile("([1-9][0-9]{0,5})/([smh])");
    private static final ScalarType<Rate> RATE =
            ScalarType.text("a rate of 1 to 999999 requests such as 100/s, 30/m or 1000/h", RateReader::rate);
    private static final ScalarType<Integer> BURST = ScalarType.integer(1, 1_000_000);
    private static final ScalarType<RateKey> KEY =
            ScalarType.text("one of model, address, header:NAME", RateReader::key);

    private RateReader() {}

    /** @param inherited what holds where the section is absent; null for no limit */
    static @Nullable Rate read(Section rate, @Nullable Rate inherited) {
        Optional<Rate> requests = rate.required("requests", RATE, "how many requests, such as 100/s");
        Optional<Integer> burst = rate.optional("burst", BURST);
        RateKey per = rate.value("per", KEY, RateKey.MODEL);
        rate.refuseTheRest();
        return requests.map(it -> new Rate(it.requests(), it.window(), burst.orElse(it.requests()), per))
                .orElse(inherited);
    }

    private static Optional<Rate> rate(String text) {
        Matcher parts = REQUESTS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int requests = Integer.parseInt(parts.group(1));
        Duration window =
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofHours(1);
                };
        return Optional.of(new Rate(requests, window, requests, RateKey.MODEL));
    }

    private static Optional<RateKey> key(String text) {
        return switch (text) {
            case "model" -> Optional.of(RateKey.MODEL);
            case "address" -> Optional.of(RateKey.ADDRESS);
            default ->
                text.startsWith(HEADER)
                        ? ScalarType.HEADER_NAME
                                .parse()
                                .apply(text.substring(HEADER.length()))
                                .map(RateKey::ofHeader)
                        : Optional.empty();
        };
    }

    /** As it is written in the file. */
    static String written(Rate rate) {
        long seconds = rate.window().toSeconds();
        return rate.requests() + (seconds == 1 ? "/s" : seconds == 60 ? "/m" : "/h");
    }

    static String written(RateKey key) {
        String header = key.header();
        return header != null ? HEADER + header : key.equals(RateKey.ADDRESS) ? "address" : "model";
    }
}
