package io.inferencegateway.gateway.endtoend;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Callers of the gateway: real HTTP, one request at a time or at a steady pace that does not wait for answers. */
final class Callers {
    /** One answer as a caller saw it; {@code version} is empty where no version was chosen. */
    record Answer(int status, String version, String body) {}

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Answer get(URI uri) throws Exception {
        return answer(client.send(request(uri).GET().build(), HttpResponse.BodyHandlers.ofString()));
    }

    Answer get(URI uri, String header, String value) throws Exception {
        return answer(
                client.send(request(uri).header(header, value).GET().build(), HttpResponse.BodyHandlers.ofString()));
    }

    Answer post(URI uri, String json) throws Exception {
        return answer(client.send(jsonRequest(uri, json), HttpResponse.BodyHandlers.ofString()));
    }

    Answer send(String method, URI uri, String json) throws Exception {
        HttpRequest.BodyPublisher body =
                json.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        return answer(client.send(
                request(uri)
                        .header("content-type", "application/json")
                        .method(method, body)
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /** {@code count} POSTs, {@code perSecond} of them a second, in the order they were sent. */
    List<Answer> pace(URI uri, int count, int perSecond) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        CompletableFuture<Void> allSent = new CompletableFuture<>();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> ticks = clock.scheduleAtFixedRate(
                    () -> {
                        if (sent.size() < count) {
                            sent.add(client.sendAsync(jsonRequest(uri, "{}"), HttpResponse.BodyHandlers.ofString()));
                        } else {
                            allSent.complete(null);
                        }
                    },
                    0,
                    1_000_000L / perSecond,
                    TimeUnit.MICROSECONDS);
            allSent.get(60L + count / perSecond, TimeUnit.SECONDS);
            ticks.cancel(false);
        } finally {
            clock.shutdownNow();
        }
        List<Answer> answers = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> one : sent) {
            answers.add(answer(one.get(30, TimeUnit.SECONDS)));
        }
        return answers;
    }

    /** {@code callers} callers who each send their next POST when the last one is answered, {@code count} in all. */
    List<Answer> takeTurns(URI uri, int count, int callers) throws Exception {
        return takeTurns(() -> post(uri, "{}"), count, callers);
    }

    /** The same with GETs. */
    List<Answer> takeTurnsGetting(URI uri, int count, int callers) throws Exception {
        return takeTurns(() -> get(uri), count, callers);
    }

    private static List<Answer> takeTurns(Callable<Answer> request, int count, int callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Answer>> requests = Collections.nCopies(count, request);
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> one : threads.invokeAll(requests, 120, TimeUnit.SECONDS)) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static HttpRequest jsonRequest(URI uri, String json) {
        return request(uri)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("x-model-version").orElse(""),
                response.body());
    }
}
