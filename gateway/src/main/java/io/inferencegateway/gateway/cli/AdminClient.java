package io.inferencegateway.gateway.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Talks to the admin API of a running gateway. Blocks; every failure is a {@link ClientFailure} that says what to do. */
final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final URI admin;
    private final @Nullable String token;

    AdminClient(URI admin, @Nullable Path tokenFile) {
        this.admin = admin;
        this.token = tokenFile == null ? null : readToken(tokenFile);
    }

    /** A path segment, whatever it holds. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject get(String path) {
        return send(request(path).GET().build());
    }

    JsonObject post(String path, JsonObject body) {
        return post(path, body, "");
    }

    void delete(String path) {
        exchange(request(path).DELETE().build());
    }

    /** @param ifMatch which state of the resource it is meant for; empty for any */
    JsonObject post(String path, JsonObject body, String ifMatch) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        return send((ifMatch.isEmpty() ? request : request.header("If-Match", ifMatch)).build());
    }

    /**
     * The event stream, endless and without a limit in time.
     *
     * @param lastEventId what was read last, or null to hear of what comes from now on
     * @throws ClientFailure where there is none
     */
    InputStream stream(String path, @Nullable String lastEventId) {
        HttpRequest.Builder request = authorized(path).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new ClientFailure("no event stream at " + admin + ": " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new ClientFailure.Away("cannot reach the gateway at " + admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientFailure("interrupted");
        }
    }

    private HttpRequest.Builder request(String path) {
        return authorized(path).timeout(TIMEOUT);
    }

    private HttpRequest.Builder authorized(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(admin.resolve(path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonObject send(HttpRequest request) {
        return json(exchange(request));
    }

    /** The body of an answer that is no refusal. */
    private String exchange(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw new ClientFailure.Away("the gateway at " + admin + " did not answer in time");
        } catch (IOException e) {
            throw new ClientFailure.Away("cannot reach the gateway at " + admin + ": is `igw run` running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientFailure("interrupted");
        }
        if (response.statusCode() >= 400) {
            throw new ClientFailure(explain(response.statusCode(), json(response.body())));
        }
        return response.body();
    }

    private JsonObject json(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            throw new ClientFailure("what answers at " + admin + " is not an inference gateway's admin listener");
        }
    }

    private static String explain(int status, JsonObject problem) {
        StringBuilder text = new StringBuilder(problem.getString("detail", "the gateway answered " + status));
        JsonArray errors = problem.getJsonArray("errors", new JsonArray());
        if (errors.size() > 1) {
            for (int i = 0; i < errors.size(); i++) {
                JsonObject error = errors.getJsonObject(i);
                text.append("\n  ")
                        .append(error.getString("pointer"))
                        .append(": ")
                        .append(error.getString("detail"));
            }
        }
        if (status == 401) {
            text.append("; give it with --token-file");
        }
        return text.toString();
    }

    private static String readToken(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ClientFailure("cannot read the token file " + file);
        }
    }
}
