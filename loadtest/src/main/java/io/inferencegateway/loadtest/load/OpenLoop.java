package io.inferencegateway.loadtest.load;

import io.inferencegateway.loadtest.load.Ending.Answered;
import io.inferencegateway.loadtest.load.Ending.Failed;
import io.inferencegateway.loadtest.load.Ending.Failure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/**
 * Sends requests at their intended moments and tells how each ended. Owner: one event-loop context, on which the
 * listener is called too; {@link #run} and {@link #stop} may be called from any thread. One run each.
 */
public final class OpenLoop {
    private static final long TICK_MILLIS = 1;

    private final Vertx vertx;
    private final Context context;
    private final HttpClientAgent client;
    private final Arrivals arrivals;
    private final Duration patience;
    private final Promise<Void> done = Promise.promise();

    private long startNanos;
    private long sent;
    private long ended;
    private boolean stopped;

    /**
     * @param connections most open at once; requests beyond that wait, and the wait counts
     * @param patience how long a caller waits for its whole answer
     */
    public OpenLoop(Vertx vertx, Arrivals arrivals, int connections, Duration patience) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(Math.toIntExact(patience.toMillis())),
                new PoolOptions().setHttp1MaxSize(connections));
        this.arrivals = arrivals;
        this.patience = patience;
    }

    /** Completes when every request that was sent has ended, at the latest one patience after the last one. */
    public Future<Void> run(LongFunction<Shot> shots, Ending.Listener listener) {
        context.runOnContext(start -> {
            startNanos = System.nanoTime();
            vertx.setPeriodic(TICK_MILLIS, timer -> {
                long due = stopped ? sent : arrivals.dueBy(System.nanoTime() - startNanos);
                while (sent < due) {
                    send(sent, shots.apply(sent), listener);
                    sent++;
                }
                if (stopped || sent == arrivals.total()) {
                    vertx.cancelTimer(timer);
                    stopped = true;
                    completeIfAllEnded();
                }
            });
        });
        return done.future().eventually(client::close);
    }

    /** Sends no more; what is under way ends as usual. */
    public void stop() {
        context.runOnContext(now -> stopped = true);
    }

    private void send(long index, Shot shot, Ending.Listener listener) {
        RequestOptions options = new RequestOptions().setMethod(shot.method()).setAbsoluteURI(shot.url());
        shot.headers().forEach(options::putHeader);
        client.request(options)
                .compose(request -> exchange(request, shot))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(result -> {
                    long latencyNanos = System.nanoTime() - startNanos - arrivals.intendedNanos(index);
                    Ending ending = result.succeeded() ? result.result() : new Failed(failure(result.cause()));
                    listener.ended(index, ending, TimeUnit.NANOSECONDS.toMicros(Math.max(0, latencyNanos)));
                    ended++;
                    completeIfAllEnded();
                });
    }

    private Future<Answered> exchange(HttpClientRequest request, Shot shot) {
        // The patience of the whole exchange is watched outside; this one frees the connection of a caller who left.
        request.idleTimeout(patience.toMillis());
        Future<Answered> answer = request.response().compose(response -> response.body()
                .map(body -> new Answered(response.statusCode(), response.headers(), body)));
        request.end(shot.body());
        return answer;
    }

    private void completeIfAllEnded() {
        if (stopped && ended == sent) {
            done.tryComplete();
        }
    }

    private static Failure failure(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return Failure.TIMEOUT;
        }
        return cause instanceof ConnectException ? Failure.CONNECT : Failure.RESET;
    }
}
