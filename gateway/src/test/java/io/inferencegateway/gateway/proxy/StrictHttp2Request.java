package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.gateway.wire.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request as its fields say over HTTP/2 (RFC 9113, section 8), and how it is to look at an upstream that speaks
 * HTTP/1.1. Targets are read by {@link RequestTarget}, which has tests of its own.
 */
final class StrictHttp2Request {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("|[!-~\\x80-\\xff]([\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?");
    private static final Pattern PATH = Pattern.compile("[!-~]+");
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*])(:[0-9]{1,5})?");
    private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":path", ":authority");
    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    /** What the gateway writes anew, or keeps to itself. */
    private static final Set<String> NOT_COMPARED = Set.of(
            "content-length",
            "forwarded",
            "host",
            "http2-settings",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "via",
            "x-model-version",
            "x-real-ip",
            "x-request-id");

    private final List<String> lines = new ArrayList<>();
    private final List<String> cookies = new ArrayList<>();
    private final List<String> trailerLines = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private String method = "";
    private String host = "";
    private @Nullable RequestTarget target;
    private long length = -1;
    private boolean refused;
    private boolean optional;

    private StrictHttp2Request() {}

    /** Null where the head is malformed. */
    static @Nullable StrictHttp2Request of(List<StrictHpack.Field> fields) {
        StrictHttp2Request request = new StrictHttp2Request();
        return request.read(fields) ? request : null;
    }

    private boolean read(List<StrictHpack.Field> fields) {
        List<String> seen = new ArrayList<>();
        String scheme = null;
        String path = null;
        String authority = null;
        String hostField = null;
        boolean regular = false;
        for (StrictHpack.Field field : fields) {
            String name = field.name();
            String value = field.value();
            if (!name.startsWith(":")) {
                regular = true;
                if (!isValid(field) || !regular(name, value)) {
                    return false;
                }
                if (name.equals("host")) {
                    if (hostField != null) {
                        return false;
                    }
                    hostField = value;
                }
                continue;
            }
            if (regular
                    || !PSEUDO.contains(name)
                    || seen.contains(name)
                    || !VALUE.matcher(value).matches()) {
                return false;
            }
            seen.add(name);
            switch (name) {
                case ":method" -> method = value;
                case ":scheme" -> scheme = value;
                case ":path" -> path = value;
                default -> authority = value;
            }
        }
        if (!METHOD.matcher(method).matches()) {
            return false;
        }
        if (method.equals("CONNECT")) {
            refused = true;
            return scheme == null && path == null && authority != null;
        }
        if (path == null || !"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            return false;
        }
        return target(path) && host(authority, hostField);
    }

    private boolean regular(String name, String value) {
        switch (name) {
            case "content-length" -> {
                if (length >= 0 || !value.matches("[0-9]{1,18}")) {
                    return false;
                }
                length = Long.parseLong(value);
            }
            case "cookie" -> cookies.add(value);
            case "expect" -> optional = true;
            default -> {
                if (isCompared(name)) {
                    lines.add(name + ": " + value);
                }
            }
        }
        return true;
    }

    private boolean target(String path) {
        boolean origin = path.startsWith("/") || (path.equals("*") && method.equals("OPTIONS"));
        if (!origin || !PATH.matcher(path).matches()) {
            return false;
        }
        RequestTarget parsed = RequestTarget.parse(method, path);
        target = parsed;
        boolean served =
                switch (parsed.selector()) {
                    case PINNED -> parsed.version() == 1;
                    case LABEL -> parsed.label().equals("prod");
                    case SPLIT -> true;
                    case SERVER, REFUSED -> false;
                };
        refused |= !served || !parsed.model().equals("m");
        return true;
    }

    private boolean host(@Nullable String authority, @Nullable String field) {
        if ((authority == null && field == null) || !isHost(authority) || !isHost(field)) {
            return false;
        }
        refused |= authority != null && field != null && !authority.equalsIgnoreCase(field);
        host = authority != null ? authority : field;
        return true;
    }

    private static boolean isHost(@Nullable String text) {
        if (text == null) {
            return true;
        }
        int port = text.lastIndexOf(':');
        boolean hasPort = port > text.lastIndexOf(']') && port >= 0;
        return HOST.matcher(text).matches() && (!hasPort || Integer.parseInt(text.substring(port + 1)) <= 65_535);
    }

    /**
     * Netty makes the text of its complaint about a malformed field a format, with the field in it, and fails over the
     * percent sign: the stream's error becomes one of the connection.
     */
    static boolean isMistakenForAFormat(StrictHpack.Field field) {
        return !isValid(field) && (field.name() + field.value()).contains("%");
    }

    private static boolean isValid(StrictHpack.Field field) {
        return NAME.matcher(field.name()).matches()
                && VALUE.matcher(field.value()).matches()
                && !OF_CONNECTION.contains(field.name())
                && (!field.name().equals("te") || field.value().equalsIgnoreCase("trailers"));
    }

    private static boolean isCompared(String name) {
        return !NOT_COMPARED.contains(name) && !name.startsWith("x-forwarded-");
    }

    /** @return whether they are valid */
    boolean trailers(List<StrictHpack.Field> fields) {
        for (StrictHpack.Field field : fields) {
            if (!isValid(field)) {
                return false;
            }
            if (isComparedTrailer(field.name())) {
                trailerLines.add(field.name() + ": " + field.value());
            }
        }
        return true;
    }

    /** Which of the others may go on is for {@code TrailersTest}. */
    private static boolean isComparedTrailer(String name) {
        return name.startsWith("x-") && isCompared(name);
    }

    void append(byte[] bytes) {
        content.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    boolean isTooLong() {
        return length >= 0 && content.length() > length;
    }

    /** Whether HTTP/1.1 has no more to wait for, whatever else comes. */
    boolean isAsLongAsSaid() {
        return length >= 0 && content.length() >= length;
    }

    boolean isWhole() {
        return length < 0 || content.length() == length;
    }

    boolean isServed() {
        return !refused;
    }

    /** Whether the gateway may do with it what it likes. */
    boolean isOptional() {
        return optional;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** What the upstream is to be asked, in the words of {@link #describe}. */
    String description() {
        List<String> fields = new ArrayList<>(lines);
        if (!cookies.isEmpty()) {
            fields.add("cookie: " + String.join("; ", cookies));
        }
        String asked = target == null ? "" : target.upstreamTarget("", false);
        String body = isTooLong() ? content.substring(0, (int) length) : content.toString();
        // With a length, HTTP/1.1 has no place for trailers.
        List<String> trailers = length >= 0 ? List.of() : trailerLines;
        return text(method, asked, host, fields, body, trailers);
    }

    /** What an upstream was asked. */
    static String describe(WireMessage request) {
        List<String> fields = new ArrayList<>();
        for (String line : request.fieldLines()) {
            int colon = line.indexOf(':');
            if (isCompared(line.substring(0, colon).toLowerCase(Locale.ROOT))) {
                fields.add(canonical(line));
            }
        }
        List<String> trailers = request.trailerLines().stream()
                .filter(line -> isComparedTrailer(line.substring(0, line.indexOf(':'))))
                .map(StrictHttp2Request::canonical)
                .toList();
        String host = request.field("host").orElse("");
        return text(request.method(), request.target(), host, fields, request.content(), trailers);
    }

    private static String canonical(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, colon).toLowerCase(Locale.ROOT) + ": "
                + line.substring(colon + 1).strip();
    }

    private static String text(
            String method, String target, String host, List<String> fields, String content, List<String> trailers) {
        return method + ' ' + target + '\n' + host + '\n'
                + String.join("\n", fields.stream().sorted().toList()) + "\n\n" + content + "\n\n"
                + String.join("\n", trailers.stream().sorted().toList());
    }
}
