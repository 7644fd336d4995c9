package io.inferencegateway.gateway.state;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.HistoryPlan;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.MinuteHistory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import io.inferencegateway.monitoring.stats.VersionRecorder;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How large history grows. Versions get from one request a minute to a hundred a second, with the skewed latencies of real
 * services, half a percent of errors and every tenth request turned away. The long form is the month of decision 0040:
 * {@code mvn -pl gateway -am test -Dtest=HistorySizeTest -Dhistory.versions=100 -Dhistory.days=30
 * -Dsurefire.failIfNoSpecifiedTests=false}, about ten minutes.
 */
class HistorySizeTest {
    private static final int VERSIONS = Integer.getInteger("history.versions", 10);
    private static final int DAYS = Integer.getInteger("history.days", 1);
    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
    private static final long MINUTE = Granularity.MINUTE.lengthMillis();
    private static final long HOUR = Granularity.HOUR.lengthMillis();
    private static final long GIBIBYTE = 1L << 30;

    /** Kept of 100 versions after a month: two days of minutes, ten of five minutes, thirty of hours. */
    private static final Map<Granularity, Long> POINTS_OF_A_MONTH = Map.of(
            Granularity.MINUTE,
            100L * 2 * 1_440,
            Granularity.FIVE_MINUTES,
            100L * 10 * 288,
            Granularity.HOUR,
            100L * 30 * 24);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(40);

    @Test
    void a_month_of_a_hundred_versions_stays_under_one_gibibyte() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore store = SqliteStateStore.open(vertx, "sqlite:" + file).await(20, SECONDS);
        record(store);
        long end = START.toEpochMilli() + DAYS * 24 * HOUR;
        long began = System.nanoTime();
        int pieces = read(store, end);
        Duration reading = Duration.ofNanos(System.nanoTime() - began);
        store.close().await(60, SECONDS);
        vertx.close().await(20, SECONDS);

        long size = Files.size(file);
        Map<Granularity, long[]> kept = kept(file);
        long payload = kept.values().stream().mapToLong(each -> each[1]).sum();
        double overhead = (double) size / payload;
        double month = 0;
        for (Map.Entry<Granularity, Long> each : POINTS_OF_A_MONTH.entrySet()) {
            long[] pointsAndBytes = kept.get(each.getKey());
            month += overhead * each.getValue() * pointsAndBytes[1] / pointsAndBytes[0];
        }
        StringBuilder report = new StringBuilder("history of " + VERSIONS + " versions over " + DAYS + " days: "
                + (size >> 20) + " MiB; 100 versions over 30 days: " + ((long) month >> 20) + " MiB");
        kept.forEach((granularity, each) -> report.append("; ")
                .append(granularity)
                .append(' ')
                .append(each[0])
                .append(" points of ")
                .append(each[1] / each[0])
                .append(" bytes"));
        System.out.println(report + "; overhead " + Math.round(100 * overhead) + " %; a read of " + pieces + " pieces "
                + reading.toMillis() + " ms");
        assertThat(month).isLessThan(GIBIBYTE);
        assertThat((double) size).isLessThan(GIBIBYTE * (VERSIONS / 100.0) * Math.max(1, DAYS / 30.0) + (4 << 20));
    }

    private void record(SqliteStateStore store) throws Exception {
        MinuteHistory history = new MinuteHistory(1);
        List<List<Interval>> traffic = traffic();
        long end = START.toEpochMilli() + DAYS * 24 * HOUR;
        for (long now = START.toEpochMilli(); now < end; now += MINUTE) {
            for (int version = 0; version < VERSIONS; version++) {
                List<Interval> each = traffic.get(version);
                history.add(
                        now, new ModelVersion("model-" + version / 4, version), each.get(random.nextInt(each.size())));
            }
            if ((now + MINUTE) % HOUR == 0) {
                history.advance(now + MINUTE);
                MinuteHistory.Batch batch = history.take();
                store.saveHistory(batch).await(60, SECONDS);
                history.stored(batch);
                while (store.expireHistory(now).await(60, SECONDS)) {
                    assertThat(store.health().isWell()).isTrue();
                }
            }
        }
    }

    /** A few typical minutes of each version, from which its days are made. */
    private List<List<Interval>> traffic() {
        List<List<Interval>> traffic = new ArrayList<>();
        for (int version = 0; version < VERSIONS; version++) {
            double perMinute = Math.exp(Math.log(6_000) * random.nextDouble());
            double medianMicros = 5_000 * Math.exp(Math.log(60) * random.nextDouble());
            List<Interval> minutes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                minutes.add(minute(Math.max(1, (int) (perMinute * (0.6 + 0.8 * random.nextDouble()))), medianMicros));
            }
            traffic.add(minutes);
        }
        return traffic;
    }

    private Interval minute(int requests, double medianMicros) {
        VersionRecorder recorder = new VersionRecorder();
        for (int i = 0; i < requests; i++) {
            double tail = random.nextInt(100) == 0 ? 6 : 1;
            long latency = (long) (tail * medianMicros * Math.exp(0.4 * random.nextGaussian()));
            int draw = random.nextInt(1_000);
            recorder.record(
                    draw < 5
                            ? new Request(500, Outcome.UPSTREAM_ERROR, latency)
                            : draw < 100
                                    ? new Request(429, Outcome.RATE_LIMITED, 300)
                                    : new Request(200, Outcome.OK, latency));
        }
        return recorder.drain();
    }

    private static int read(SqliteStateStore store, long end) throws Exception {
        long from = START.toEpochMilli();
        Map<Granularity, Long> made = store.historyMadeUntil().await(20, SECONDS);
        long step = HistoryPlan.stepMillis(HOUR, from, end);
        VersionSeries series = store.readHistory(
                        new ModelVersion("model-0", 0),
                        HistoryPlan.of(from, end, step, end, made),
                        (points, runs) -> VersionSeries.of(from, end, step, points, List.of(), runs, point -> {}))
                .await(60, SECONDS);
        assertThat(series.pieces()).allMatch(piece -> piece.stats().total() > 0);
        return series.pieces().size();
    }

    /** Of each granularity the number of points and their bytes. */
    private static Map<Granularity, long[]> kept(Path file) throws Exception {
        Map<Granularity, long[]> kept = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT granularity, count(*), sum(length(body)) FROM history GROUP BY granularity")) {
            while (row.next()) {
                for (Granularity each : Granularity.values()) {
                    if (each.lengthMillis() / MINUTE == row.getLong(1)) {
                        kept.put(each, new long[] {row.getLong(2), row.getLong(3)});
                    }
                }
            }
        }
        return kept;
    }

    private record Request(int status, Outcome outcome, long latencyMicros) implements CompletedRequest {
        @Override
        public Track track() {
            return Track.STABLE;
        }

        @Override
        public RequestMethod method() {
            return RequestMethod.POST;
        }

        @Override
        public long upstreamResponseMicros() {
            return latencyMicros;
        }

        @Override
        public long upstreamFirstByteMicros() {
            return latencyMicros;
        }

        @Override
        public long connectMicros() {
            return 0;
        }

        @Override
        public long requestBytes() {
            return 800;
        }

        @Override
        public long responseBytes() {
            return 300;
        }
    }
}
