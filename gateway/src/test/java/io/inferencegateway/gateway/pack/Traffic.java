package io.inferencegateway.gateway.pack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Callers of a gateway who do not wait for each other, at rates that swell and ebb. They count what they see, by
 * {@code model/version/status}, with the version that answered.
 */
final class Traffic implements AutoCloseable {
    private static final long TICK_MILLIS = 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(3);
    private final Applicants applicants = Applicants.ofToday();
    private final URI gateway;
    private final Map<String, Double> perSecondByPath = new ConcurrentHashMap<>();
    private final Map<String, Double> due = new TreeMap<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private long ticks;

    Traffic(URI gateway) {
        this.gateway = gateway;
        clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From now on so many requests a second go to a path. */
    void send(String path, double perSecond) {
        perSecondByPath.put(path, perSecond);
    }

    private void tick() {
        double seconds = ++ticks * TICK_MILLIS / 1e3;
        double swell = 1 + wave(seconds, 0.25, 230) + wave(seconds, 0.07, 47);
        perSecondByPath.forEach((path, perSecond) -> {
            double step = perSecond * swell * TICK_MILLIS / 1e3 * (0.5 + random.nextDouble());
            double owed = due.merge(path, step, Double::sum);
            for (; owed >= 1; owed--) {
                post(path);
            }
            due.put(path, owed);
        });
    }

    private static double wave(double seconds, double height, double length) {
        return height * Math.sin(2 * Math.PI * seconds / length);
    }

    private void post(String path) {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(applicants.next()))
                .build();
        underWay.incrementAndGet();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((response, failure) -> {
            String version = failure == null
                    ? response.headers().firstValue("x-model-version").orElse("")
                    : "";
            String status = failure == null ? Integer.toString(response.statusCode()) : failure.toString();
            answers.merge(path.split("/")[2] + "/" + version + "/" + status, 1, Integer::sum);
            underWay.decrementAndGet();
        });
    }

    /** No more requests; returns when every one is answered. */
    Map<String, Integer> stop() {
        clock.shutdown();
        Awaitility.await("every answer")
                .atMost(Duration.ofSeconds(30))
                .until(() -> clock.isTerminated() && underWay.get() == 0);
        return new TreeMap<>(answers);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
