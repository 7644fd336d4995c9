package io.inferencegateway.gateway.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One HTTP/1 message as it stood on the wire.
 *
 * @param startLine the request line or status line
 * @param fieldLines the header lines in their order, as they came
 * @param content the body without its chunk framing
 * @param trailerLines the lines behind the last chunk
 * @param complete whether the body ended as its framing says, not by the connection's end
 * @param raw every byte, in ISO-8859-1
 */
public record WireMessage(
        String startLine,
        List<String> fieldLines,
        String content,
        List<String> trailerLines,
        boolean complete,
        String raw) {
    public int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    public String method() {
        return startLine.split(" ", 3)[0];
    }

    public String target() {
        return startLine.split(" ", 3)[1];
    }

    /** The value of the first field with this name. */
    public Optional<String> field(String name) {
        return fields(name).stream().findFirst();
    }

    /** The values of all fields with this name, in their order. */
    public List<String> fields(String name) {
        return fieldLines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    public byte[] contentBytes() {
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }
}
