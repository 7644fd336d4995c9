package io.inferencegateway.loadtest.soak;

import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request of a script, from its caller's side, to the one end that it finds. Owner: the callers' event loop. */
final class Call {
    private static final long PATIENCE_MILLIS = 20_000;
    private static final long CANCEL = 8;
    private static final long READER_RESTS_MILLIS = 100;
    /** Where the callers themselves stood still for so long, a slow reader may have been too slow. */
    private static final long PAUSE_THAT_STALLS_MILLIS = 1_000;

    private static final int READS_BETWEEN_RESTS = ScriptedModels.LARGE / 8;

    private final Vertx vertx;
    private final Script script;
    private final String path;
    private final Ledger ledger;
    private final Consumer<Call> over;
    private final Buffer sent;
    private final Buffer received = Buffer.buffer();
    private final long patience;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private int readSinceRest;
    private boolean ended;

    /** @param over hears of its end */
    Call(Vertx vertx, Script script, String path, Buffer body, Ledger ledger, Consumer<Call> over) {
        this.vertx = vertx;
        this.script = script;
        this.path = path;
        this.sent = body;
        this.ledger = ledger;
        this.over = over;
        this.patience = vertx.setTimer(PATIENCE_MILLIS, late -> unexplained("no end"));
    }

    void begin(HttpClient client, String host, int port) {
        ledger.sent(script);
        RequestOptions options = new RequestOptions()
                .setMethod(sent.length() > 0 ? HttpMethod.POST : HttpMethod.GET)
                .setHost(host)
                .setPort(port)
                .setURI("/models/" + script.model() + "/latest" + path);
        client.request(options)
                .onSuccess(made -> {
                    request = made;
                    made.response().onSuccess(this::onHead).onFailure(this::onNoHead);
                    made.end(sent);
                })
                .onFailure(fault -> unexplained("no request: " + fault));
    }

    String path() {
        return path;
    }

    /** The upstream has it. */
    void onArrived() {
        if (script == Script.LEAVING) {
            leave();
        }
    }

    private void onHead(HttpClientResponse answer) {
        if (ended) {
            return;
        }
        response = answer;
        answer.exceptionHandler(broken -> onBroken(answer, broken));
        answer.handler(this::onPiece);
        answer.endHandler(whole -> onWhole(answer));
    }

    /** A connection that is reset may take the head along that was on its way. */
    private void onNoHead(Throwable fault) {
        if (script.mayBreak()) {
            end(Ending.of(script.model(), "1", 200, script.whenBroken()));
        } else {
            unexplained("no answer: " + fault);
        }
    }

    private void onBroken(HttpClientResponse answer, Throwable fault) {
        if (ended) {
            return;
        }
        boolean cut = script == Script.SLOW_READER && ledger.longestPauseMillis() >= PAUSE_THAT_STALLS_MILLIS;
        if (!script.mayBreak() && !cut) {
            ledger.wrong(
                    path + " over " + answer.version() + " broke behind " + received.length() + " bytes: " + fault);
        }
        // A reader that does not read for the idle time is cut, and booked as one that has left.
        end(
                script == Script.SLOW_READER
                        ? Ending.left(script.model())
                        : booked(answer, script.whenBroken().label()));
    }

    private void onPiece(Buffer piece) {
        received.appendBuffer(piece);
        HttpClientResponse answer = response;
        if (script == Script.LEAVING_IN_BODY) {
            leave();
        } else if (script == Script.SLOW_READER && answer != null) {
            readSinceRest += piece.length();
            if (readSinceRest >= READS_BETWEEN_RESTS) {
                readSinceRest = 0;
                answer.pause();
                vertx.setTimer(READER_RESTS_MILLIS, rested -> answer.resume());
            }
        }
    }

    private void onWhole(HttpClientResponse answer) {
        if (ended) {
            return;
        }
        boolean problem = "application/problem+json".equals(answer.getHeader("content-type"));
        String outcome =
                problem ? received.toJsonObject().getString("outcome", "none") : outcomeOf(answer.statusCode());
        if (problem && "shed".equals(outcome)) {
            ledger.turnedAway(script);
        }
        if (!problem && !isAsScripted(answer.statusCode())) {
            ledger.wrong(path + " got " + answer.statusCode() + " with " + received.length() + " bytes");
        }
        end(script == Script.UNKNOWN ? Ending.unroutable(answer.statusCode()) : booked(answer, outcome));
    }

    /** What the gateway books for an answer that an upstream made. */
    private static String outcomeOf(int status) {
        if (status >= 500) {
            return Outcome.UPSTREAM_ERROR.label();
        }
        return (status >= 400 ? Outcome.CLIENT_ERROR : Outcome.OK).label();
    }

    private boolean isAsScripted(int status) {
        return switch (script) {
            case PLAIN, REPLICATED -> status == 200 && received.length() == 300;
            case CANARIED -> status == 200 || status == 500;
            case ECHO -> status == 200 && received.equals(sent);
            case STREAM ->
                status == 200 && received.toString().endsWith("data: " + (ScriptedModels.EVENTS - 1) + "\n\n");
            case SLOW_READER -> status == 200 && received.length() == ScriptedModels.LARGE;
            case MISSING -> status == 404;
            case BUSY -> status == 429;
            case FAILING -> status == 500;
            case DYING, STALLING, HANGING, LEAVING, LEAVING_IN_BODY, GARBLED, UNKNOWN -> false;
        };
    }

    private Ending booked(HttpClientResponse answer, String outcome) {
        String version = answer.getHeader("x-model-version");
        return new Ending(script.model(), version == null ? "" : version, answer.statusCode(), outcome);
    }

    private void leave() {
        HttpClientRequest own = request;
        if (!ended && own != null) {
            end(Ending.left(script.model()));
            own.reset(CANCEL);
        }
    }

    private void end(Ending how) {
        if (!ended) {
            finish();
            ledger.ended(how);
        }
    }

    private void unexplained(String what) {
        if (!ended) {
            finish();
            ledger.unexplained(path + ": " + what);
            if (request != null) {
                request.reset(CANCEL);
            }
        }
    }

    private void finish() {
        ended = true;
        vertx.cancelTimer(patience);
        over.accept(this);
    }
}
