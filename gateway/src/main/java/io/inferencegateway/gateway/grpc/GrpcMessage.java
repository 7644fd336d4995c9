package io.inferencegateway.gateway.grpc;

import java.nio.charset.StandardCharsets;

/** Text as {@code grpc-message} carries it: UTF-8, with everything but printable ASCII, and the percent sign, escaped. */
public final class GrpcMessage {
    private static final String HEX = "0123456789ABCDEF";

    private GrpcMessage() {}

    public static String encoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            if (each >= ' ' && each <= '~' && each != '%') {
                encoded.append((char) each);
            } else {
                encoded.append('%').append(HEX.charAt(each >> 4 & 0xf)).append(HEX.charAt(each & 0xf));
            }
        }
        return encoded.toString();
    }
}
