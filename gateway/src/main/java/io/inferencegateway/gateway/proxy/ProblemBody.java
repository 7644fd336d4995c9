package io.inferencegateway.gateway.proxy;

import io.vertx.core.buffer.Buffer;

/**
 * An answer that the gateway itself makes: RFC 9457 problem JSON, and the matching {@code Proxy-Status} (RFC 9209).
 * Holds only what the gateway says; nothing of a request is echoed but an id that was checked.
 */
final class ProblemBody {
    private ProblemBody() {}

    /**
     * @param outcome the outcome's label, such as {@code upstream_error}
     */
    static Buffer json(int status, String title, String detail, String outcome, String requestId) {
        StringBuilder json = new StringBuilder(192);
        json.append("{\"type\":\"about:blank\",\"status\":").append(status);
        member(json, "title", title);
        member(json, "detail", detail);
        member(json, "outcome", outcome);
        member(json, "request_id", requestId);
        return Buffer.buffer(json.append('}').toString());
    }

    /**
     * @param proxy the gateway's pseudonym
     * @param error what went wrong towards the upstream or the caller
     * @param detail a sentence of the gateway's own in printable ASCII
     */
    static String proxyStatus(String proxy, ProxyError error, String detail) {
        StringBuilder field = new StringBuilder(96);
        field.append(proxy).append("; error=").append(error.token()).append("; details=\"");
        for (int i = 0; i < detail.length(); i++) {
            char c = detail.charAt(i);
            if (c == '"' || c == '\\') {
                field.append('\\').append(c);
            } else {
                field.append(c >= ' ' && c < 0x7f ? c : '?');
            }
        }
        return field.append('"').toString();
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                json.append("\\u").append(Character.forDigit(c >> 12, 16));
                json.append(Character.forDigit(c >> 8 & 0xf, 16));
                json.append(Character.forDigit(c >> 4 & 0xf, 16)).append(Character.forDigit(c & 0xf, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
