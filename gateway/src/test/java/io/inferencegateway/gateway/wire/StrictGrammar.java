package io.inferencegateway.gateway.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A second reading of what a stream of requests means, written from RFC 9112 with regular expressions and nothing of the
 * decoder's: slow, plain, and there to be disagreed with. Text stands for bytes in ISO-8859-1.
 */
final class StrictGrammar {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([!-~]+) HTTP/1\\.([0-9])");
    private static final Pattern FIELD_LINE =
            Pattern.compile("(" + TOKEN + "):[ \\t]*([\\t\\x20-\\x7e\\x80-\\xff]*?)[ \\t]*");
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final Pattern CHUNK_SIZE = Pattern.compile("0*([0-9A-Fa-f]{1,8})");
    private static final int MAX_EMPTY_LINES = 4;

    /** How a stream goes on behind the last whole request. */
    enum End {
        /** More bytes could complete another request. */
        OPEN,
        /** The next request, or its body, is refused. */
        REFUSED,
        /** More bytes are needed to know, and a parser may refuse already. */
        UNDECIDED
    }

    /** @param requests the whole ones, as {@link DescribingServer#description} puts them, names in lower case and sorted */
    record Reading(List<String> requests, End end) {}

    private final String bytes;
    private final List<String> requests = new ArrayList<>();
    private int at;

    private StrictGrammar(String bytes) {
        this.bytes = bytes;
    }

    static Reading read(String bytes) {
        StrictGrammar grammar = new StrictGrammar(bytes);
        End end = null;
        while (end == null) {
            end = grammar.readRequest();
        }
        return new Reading(List.copyOf(grammar.requests), end);
    }

    /** Null if a whole request was read. */
    private @Nullable End readRequest() {
        int emptyLines = 0;
        while (bytes.startsWith("\r\n", at)) {
            at += 2;
            if (++emptyLines > MAX_EMPTY_LINES) {
                return End.REFUSED;
            }
        }
        if (at == bytes.length()) {
            return End.OPEN;
        }
        int headEnd = bytes.indexOf("\r\n\r\n", at);
        if (headEnd < 0) {
            return End.UNDECIDED;
        }
        String[] lines = bytes.substring(at, headEnd).split("\r\n", -1);
        at = headEnd + 4;
        Matcher requestLine = REQUEST_LINE.matcher(lines[0]);
        if (!requestLine.matches()) {
            return End.REFUSED;
        }
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD_LINE.matcher(lines[i]);
            if (!field.matches()) {
                return End.REFUSED;
            }
            String name = field.group(1).toLowerCase(Locale.ROOT);
            String value = field.group(2);
            fields.add(Map.entry(name, name.equals("content-length") ? value.replaceFirst("^0+(?=[0-9])", "") : value));
        }
        boolean http10 = requestLine.group(3).equals("0");
        if (!isMeaningful(fields, http10)) {
            return End.REFUSED;
        }
        StringBuilder content = new StringBuilder();
        End broken = readBody(fields, content);
        if (broken != null) {
            return broken;
        }
        requests.add(DescribingServer.description(
                requestLine.group(1),
                requestLine.group(2),
                fields.stream()
                        .map(field -> field.getKey() + ": " + field.getValue())
                        .sorted()
                        .toList(),
                content.toString()));
        return null;
    }

    private static boolean isMeaningful(List<Map.Entry<String, String>> fields, boolean http10) {
        List<String> hosts = values(fields, "host");
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        boolean host = hosts.size() == 1 ? isHost(hosts.get(0)) : hosts.isEmpty() && http10;
        boolean length =
                lengths.isEmpty() || (lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}"));
        boolean coding = codings.isEmpty()
                || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked") && lengths.isEmpty() && !http10);
        return host && length && coding && values(fields, "sec-websocket-key1").isEmpty() && fields.size() <= 100;
    }

    private static boolean isHost(String text) {
        Matcher host = HOST.matcher(text);
        return host.matches() && (host.group(1) == null || Integer.parseInt(host.group(1)) <= 65_535);
    }

    private static List<String> values(List<Map.Entry<String, String>> fields, String name) {
        return fields.stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .collect(Collectors.toList());
    }

    private @Nullable End readBody(List<Map.Entry<String, String>> fields, StringBuilder content) {
        if (!values(fields, "transfer-encoding").isEmpty()) {
            return readChunks(content);
        }
        List<String> lengths = values(fields, "content-length");
        long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
        if (bytes.length() - at < length) {
            return End.OPEN;
        }
        content.append(bytes, at, at + (int) length);
        at += (int) length;
        return null;
    }

    private @Nullable End readChunks(StringBuilder content) {
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return End.UNDECIDED;
            }
            String line = bytes.substring(at, lineEnd);
            int semicolon = line.indexOf(';');
            Matcher size = CHUNK_SIZE.matcher(
                    semicolon < 0 ? line : line.substring(0, semicolon).replaceAll("[ \t]+$", ""));
            if (!size.matches() || Long.parseLong(size.group(1), 16) > Integer.MAX_VALUE || line.indexOf('\n') >= 0) {
                return End.REFUSED;
            }
            if (semicolon >= 0
                    && !line.substring(semicolon).matches("(?:[ \\t]*;[ \\t]*" + TOKEN + "(?:=" + TOKEN + ")?)*")) {
                return End.UNDECIDED; // odd extensions say nothing about the meaning: either answer is right
            }
            at = lineEnd + 2;
            int length = Integer.parseInt(size.group(1), 16);
            if (length == 0) {
                return readTrailers();
            }
            if (bytes.length() - at < length + 2L) {
                return End.UNDECIDED;
            }
            content.append(bytes, at, at + length);
            at += length;
            if (!bytes.startsWith("\r\n", at)) {
                return End.REFUSED;
            }
            at += 2;
        }
    }

    private @Nullable End readTrailers() {
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return End.UNDECIDED;
            }
            String line = bytes.substring(at, lineEnd);
            at = lineEnd + 2;
            if (line.isEmpty()) {
                return null;
            }
            if (!FIELD_LINE.matcher(line).matches()) {
                // Trailers are not handed on: a parser may drop a garbled one, as long as it agrees where they end.
                return line.indexOf('\n') >= 0 ? End.REFUSED : End.UNDECIDED;
            }
        }
    }
}
