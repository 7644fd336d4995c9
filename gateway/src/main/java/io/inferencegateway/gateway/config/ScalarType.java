package io.inferencegateway.gateway.config;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How one kind of scalar is written and what it means. Pure.
 *
 * @param expectation completes the sentence "must be …"
 * @param form what YAML must have taken it for
 * @param echoed whether a wrong value may be repeated in a message: not where it could hold a password
 * @param parse empty for a text that is not of this type
 */
record ScalarType<T>(String expectation, Form form, boolean echoed, Function<String, Optional<T>> parse) {
    /** What a plain scalar is under YAML's core schema, which is also what it is in JSON. */
    enum Form {
        TEXT,
        INTEGER,
        FLOAT,
        BOOLEAN,
        NULL
    }

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}");
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]{1,256}");
    private static final Pattern SERVICE_URL = Pattern.compile(
            "srv\\+https?://_[A-Za-z0-9-]{1,62}\\._[A-Za-z0-9-]{1,62}(\\.[A-Za-z0-9_-]{1,63}){1,32}(/[^?#]*)?");
    /** In brackets, bare IPv4 or bare IPv6; the port, where there is one, behind the first two. */
    private static final Pattern NAME_SERVER_ADDRESS =
            Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9.]{7,15}))(?::([0-9]{1,5}))?|([0-9A-Fa-f:]{2,45}))");

    private static final int DNS_PORT = 53;
    private static final Duration LONGEST = Duration.ofDays(366);

    static final ScalarType<Boolean> FLAG =
            new ScalarType<>("true or false", Form.BOOLEAN, true, text -> Optional.of(text.equals("true")));

    static final ScalarType<Duration> DURATION_OR_ZERO =
            text("a duration of at most 366d such as 250ms, 30s, 5m, 1h or 1d", ScalarType::duration);

    static final ScalarType<Duration> POSITIVE_DURATION =
            text("a duration above zero and of at most 366d such as 250ms, 30s, 5m, 1h or 1d", text -> duration(text)
                    .filter(length -> !length.isZero()));

    static final ScalarType<Long> BYTES =
            text("a size above zero such as 512B, 64KiB, 16MiB or 1GiB", ScalarType::bytes);

    /** In basis points, 0 to 10,000. */
    static final ScalarType<Integer> SHARE_OF_ALL =
            text("a share from 0% to 100% with at most two decimals such as 5% or 0.25%", Notation::basisPoints);

    static final ScalarType<Integer> POSITIVE_SHARE = text(
            "a share above 0% and up to 100% with at most two decimals such as 5% or 0.25%",
            text -> Notation.basisPoints(text).filter(share -> share > 0));

    /** For rates that a test must be able to exceed. */
    static final ScalarType<Integer> PARTIAL_SHARE = text(
            "a share above 0% and below 100% with at most two decimals such as 5% or 0.25%",
            text -> Notation.basisPoints(text).filter(share -> share > 0 && share < TrafficSplit.WHOLE));

    static final ScalarType<Integer> VERSION =
            new ScalarType<>("a version's number, 0 to 999999999", Form.INTEGER, true, ScalarType::versionNumber);

    static final ScalarType<Integer> PORT = integer(0, 65_535);

    static final ScalarType<String> LINE =
            text("a text of 1 to 256 printable ASCII characters", text -> Optional.of(text)
                    .filter(PRINTABLE.asMatchPredicate()));

    static final ScalarType<String> NAME =
            text("a name of 1 to 64 characters out of A-Z a-z 0-9 . _ -", text -> Optional.of(text)
                    .filter(ModelVersion::isModelId));

    static final ScalarType<String> HEADER_NAME =
            text("a header's or cookie's name, letters, digits and dashes", text -> Optional.of(text)
                    .filter(TOKEN.asMatchPredicate()));

    static final ScalarType<String> LISTEN_HOST =
            text("a host name or an IP address without brackets", text -> Optional.of(text)
                    .filter(HOST.asMatchPredicate()));

    static final ScalarType<String> HOST_HEADER =
            text("a host name, with :PORT if need be", text -> Optional.of(text).filter(AUTHORITY.asMatchPredicate()));

    static final ScalarType<String> CIDR =
            text("a block of addresses such as 10.0.0.0/8, fd00::/8 or one address", CidrBlock::canonical);

    static final ScalarType<URI> UPSTREAM_URL = new ScalarType<>(
            "http://HOST[:PORT][/PATH], https://HOST… or srv+http://_SERVICE._PROTO.DOMAIN[/PATH], without user, query and"
                    + " fragment",
            Form.TEXT,
            false,
            text -> httpUrl(text).or(() -> serviceUrl(text)).filter(url -> url.getRawQuery() == null));

    static final ScalarType<InetSocketAddress> NAME_SERVER =
            text("the IP address of a name server, with :PORT if it is not 53", ScalarType::nameServer);

    static final ScalarType<URI> WEBHOOK_URL = new ScalarType<>(
            "http://HOST[:PORT][/PATH][?QUERY] or the same with https, without user and fragment",
            Form.TEXT,
            false,
            ScalarType::httpUrl);

    static <T> ScalarType<T> text(String expectation, Function<String, Optional<T>> parse) {
        return new ScalarType<>(expectation, Form.TEXT, true, parse);
    }

    static ScalarType<Integer> integer(int least, int most) {
        return new ScalarType<>(
                "a whole number from " + least + " to " + most, Form.INTEGER, true, text -> wholeNumber(text)
                        .filter(number -> number >= least && number <= most));
    }

    /** One of the enum's constants in lower case, with a dash for each underscore. */
    static <E extends Enum<E>> ScalarType<E> oneOf(Class<E> constants) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E constant : constants.getEnumConstants()) {
            byName.put(written(constant), constant);
        }
        return text("one of " + String.join(", ", byName.keySet()), text -> Optional.ofNullable(byName.get(text)));
    }

    /** How a constant is written in the file. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Integer> versionNumber(String text) {
        boolean leadingZero = text.length() > 1 && text.startsWith("0");
        return leadingZero ? Optional.empty() : wholeNumber(text).filter(number -> number <= 999_999_999);
    }

    private static Optional<Integer> wholeNumber(String text) {
        boolean fits = text.length() <= 9 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return fits ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static Optional<Duration> duration(String text) {
        return Notation.duration(text).filter(length -> length.compareTo(LONGEST) <= 0);
    }

    private static Optional<Long> bytes(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int shift =
                switch (parts.group(2)) {
                    case "B" -> 0;
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    default -> 30;
                };
        return Optional.of(Long.parseLong(parts.group(1)) << shift).filter(size -> size > 0);
    }

    private static Optional<URI> httpUrl(String text) {
        try {
            URI url = new URI(text).parseServerAuthority();
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            boolean port = url.getPort() == -1 ? !endsWithColon(url) : url.getPort() >= 1 && url.getPort() <= 65_535;
            boolean ascii = text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
            return Optional.of(url)
                    .filter(it -> http && port && ascii)
                    .filter(it -> it.getHost() != null && it.getRawUserInfo() == null && it.getRawFragment() == null);
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    /** Its host has underscores, which {@link URI} takes for a name that is nobody's host. */
    private static Optional<URI> serviceUrl(String text) {
        try {
            boolean service =
                    SERVICE_URL.matcher(text).matches() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
            return service ? Optional.of(new URI(text)) : Optional.empty();
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }

    private static Optional<InetSocketAddress> nameServer(String text) {
        Matcher parts = NAME_SERVER_ADDRESS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String address = Stream.of(1, 2, 4)
                .map(parts::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        int port = parts.group(3) == null ? DNS_PORT : Integer.parseInt(parts.group(3));
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || port < 1 || port > 65_535) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(bytes), port));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    /** {@code http://host:/} names a port without giving one. */
    private static boolean endsWithColon(URI url) {
        String authority = url.getRawAuthority();
        return authority != null && authority.endsWith(":");
    }
}
