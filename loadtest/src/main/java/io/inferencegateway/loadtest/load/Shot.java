package io.inferencegateway.loadtest.load;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/**
 * One request to be sent.
 *
 * @param url absolute
 * @param body empty for none
 */
public record Shot(HttpMethod method, String url, Map<String, String> headers, Buffer body) {
    public Shot {
        headers = Map.copyOf(headers);
    }

    public static Shot get(String url) {
        return new Shot(HttpMethod.GET, url, Map.of(), Buffer.buffer());
    }

    public static Shot postJson(String url, Buffer body) {
        return new Shot(HttpMethod.POST, url, Map.of("content-type", "application/json"), body);
    }
}
