package io.inferencegateway.gateway.testsupport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes into messages, by the letter of RFC 9112 and with no mercy. Not thread-safe. */
public final class WireReader {
    private final StringBuilder bytes = new StringBuilder();
    private final boolean answers;
    private boolean ended;

    private WireReader(boolean answers) {
        this.answers = answers;
    }

    public static WireReader ofRequests() {
        return new WireReader(false);
    }

    public static WireReader ofAnswers() {
        return new WireReader(true);
    }

    /** Takes bytes in ISO-8859-1. */
    public void feed(String more) {
        bytes.append(more);
    }

    /** The peer will send no more. */
    public void end() {
        ended = true;
    }

    /** What has arrived and is no whole message yet. */
    public String rest() {
        return bytes.toString();
    }

    /** Whether the head of the next message is here. */
    public boolean hasHead() {
        return bytes.indexOf("\r\n\r\n") >= 0;
    }

    /**
     * The next message if it is here, or cut off by the end of the stream; else null.
     *
     * @param withoutBody whether it has no body whatever its fields say, like the answer to HEAD
     */
    public @Nullable WireMessage next(boolean withoutBody) {
        int headEnd = bytes.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return null;
        }
        List<String> lines =
                new ArrayList<>(Arrays.asList(bytes.substring(0, headEnd).split("\r\n", -1)));
        String startLine = lines.remove(0);
        Body body = bodyOf(startLine, lines, headEnd + 4, withoutBody);
        if (!body.complete && !ended) {
            return null;
        }
        WireMessage message = new WireMessage(
                startLine,
                List.copyOf(lines),
                body.content,
                body.trailers,
                body.complete,
                bytes.substring(0, body.end));
        bytes.delete(0, body.end);
        return message;
    }

    private record Body(String content, List<String> trailers, boolean complete, int end) {}

    private Body bodyOf(String startLine, List<String> lines, int from, boolean withoutBody) {
        WireMessage head = new WireMessage(startLine, lines, "", List.of(), true, "");
        if (withoutBody || (answers && isBodiless(head.status()))) {
            return new Body("", List.of(), true, from);
        }
        if (head.field("transfer-encoding").map("chunked"::equalsIgnoreCase).orElse(false)) {
            return chunkedBody(from);
        }
        if (head.field("content-length").isPresent()) {
            int length = Integer.parseInt(head.field("content-length").orElseThrow());
            int end = Math.min(bytes.length(), from + length);
            return new Body(bytes.substring(from, end), List.of(), end == from + length, end);
        }
        return answers
                ? new Body(bytes.substring(from), List.of(), ended, bytes.length())
                : new Body("", List.of(), true, from);
    }

    private static boolean isBodiless(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    private Body chunkedBody(int from) {
        StringBuilder content = new StringBuilder();
        int at = from;
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return new Body(content.toString(), List.of(), false, bytes.length());
            }
            int size = Integer.parseInt(
                    bytes.substring(at, lineEnd).split(";", 2)[0].trim(), 16);
            at = lineEnd + 2;
            if (size == 0) {
                return trailers(content.toString(), at);
            }
            if (bytes.length() < at + size + 2) {
                content.append(bytes, at, Math.min(bytes.length(), at + size));
                return new Body(content.toString(), List.of(), false, bytes.length());
            }
            content.append(bytes, at, at + size);
            at += size + 2;
        }
    }

    private Body trailers(String content, int from) {
        List<String> trailers = new ArrayList<>();
        int at = from;
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return new Body(content, List.of(), false, bytes.length());
            }
            if (lineEnd == at) {
                return new Body(content, List.copyOf(trailers), true, lineEnd + 2);
            }
            trailers.add(bytes.substring(at, lineEnd));
            at = lineEnd + 2;
        }
    }
}
