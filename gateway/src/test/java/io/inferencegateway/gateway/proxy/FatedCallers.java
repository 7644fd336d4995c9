package io.inferencegateway.gateway.proxy;

import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.WireMessage;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One caller after the other, each doing what its {@link Fate} says, and what they saw. Used by one thread. */
final class FatedCallers {
    private final RunningProxy proxy;
    private final Random random;
    private final List<Seen> seen = new ArrayList<>();

    /**
     * What one caller saw.
     *
     * @param status of its answer, or -1 where none began
     * @param whole whether the answer ended as one does
     * @param stayed whether it waited for whatever would come
     */
    record Seen(Fate fate, int status, boolean whole, String body, boolean stayed) {
        static Seen nothing(Fate fate, boolean stayed) {
            return new Seen(fate, -1, false, "", stayed);
        }
    }

    FatedCallers(RunningProxy proxy, Random random) {
        this.proxy = proxy;
        this.random = random;
    }

    List<Seen> seen() {
        return seen;
    }

    // --- over HTTP/1 -------------------------------------------------------------------------------------------------

    /** One request after the other, on one connection for as long as it lasts. */
    void overHttp1(List<Fate> fates) {
        RawHttp connection = null;
        for (Fate fate : fates) {
            RawHttp caller = connection == null ? proxy.connect() : connection;
            WireMessage answer = exchange(caller, fate);
            boolean reusable = fate.caller() == Fate.OfCaller.READS
                    && answer != null
                    && answer.complete()
                    && answer.field("connection").isEmpty();
            connection = reusable ? caller : null;
            if (!reusable) {
                caller.close();
            }
        }
        if (connection != null) {
            connection.close();
        }
    }

    private @Nullable WireMessage exchange(RawHttp caller, Fate fate) {
        boolean chunked = fate.callerAt() % 2 == 0;
        String head = fate.method() + ' ' + fate.path() + " HTTP/1.1\r\nHost: h\r\nx-request-id: " + fate.id() + "\r\n"
                + Fate.FIELD + ": " + fate.field() + "\r\n";
        if (fate.length() > 0) {
            head += chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + fate.length() + "\r\n";
        }
        head += "\r\n";
        if (fate.caller() == Fate.OfCaller.LEAVES_IN_HEAD) {
            caller.sendRegardless(head.substring(0, Math.min(fate.callerAt() * 2, head.length() - 3)));
            leave(caller, fate);
            return null;
        }
        caller.sendRegardless(head);
        if (fate.length() > 0) {
            String content = "x".repeat(fate.sentLength());
            boolean last = fate.sentLength() == fate.length();
            caller.sendRegardless(
                    chunked
                            ? Integer.toHexString(Math.max(1, content.length())) + "\r\n"
                                    + (content.isEmpty() ? "x" : content) + "\r\n" + (last ? "0\r\n\r\n" : "")
                            : content);
        }
        switch (fate.caller()) {
            case LEAVES_IN_BODY, LEAVES_WAITING -> {
                pause(fate.callerAt());
                leave(caller, fate);
                return null;
            }
            case LEAVES_READING -> {
                caller.readAtLeast(1 + fate.callerAt());
                leave(caller, fate);
                return null;
            }
            case FINISHES -> {
                try {
                    caller.finish();
                } catch (UncheckedIOException closed) {
                    // It has been answered and sent away already.
                }
            }
            case READS, STALLS, LEAVES_IN_HEAD -> {}
        }
        WireMessage answer = caller.readOrClosed();
        while (answer != null && answer.status() < 200) {
            answer = caller.readOrClosed();
        }
        seen.add(
                answer == null
                        ? Seen.nothing(fate, fate.staysToTheEnd())
                        : new Seen(fate, answer.status(), answer.complete(), answer.content(), fate.staysToTheEnd()));
        return answer;
    }

    private void leave(RawHttp caller, Fate fate) {
        seen.add(Seen.nothing(fate, false));
        if (fate.abrupt()) {
            caller.reset();
        } else {
            caller.close();
        }
    }

    // --- over HTTP/2 -------------------------------------------------------------------------------------------------

    /** All at once, as streams of one connection. */
    void overHttp2(List<Fate> fates) {
        Ending ending = random.nextInt(3) > 0 ? Ending.NONE : Ending.values()[random.nextInt(Ending.values().length)];
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            for (int i = 0; i < fates.size(); i++) {
                open(caller, 2 * i + 1, fates.get(i));
            }
            caller.flushRegardless();
            pause(random.nextInt(30));
            List<Integer> left = leaveStreams(caller, fates);
            if (ending != Ending.NONE) {
                pause(random.nextInt(30));
                end(caller, ending, 2 * fates.size() + 1);
            }
            boolean reads = ending == Ending.NONE || ending == Ending.GOES_AWAY;
            for (int i = 0; i < fates.size(); i++) {
                Fate fate = fates.get(i);
                if (!reads || left.contains(i)) {
                    seen.add(Seen.nothing(fate, false));
                } else {
                    RawHttp2.Answer answer = caller.answer(2 * i + 1);
                    seen.add(new Seen(fate, answer.status(), answer.ended(), answer.body(), true));
                }
            }
        }
    }

    /** What becomes of the connection before the answers are read. */
    private enum Ending {
        NONE,
        GOES_AWAY,
        CLOSES,
        RESETS,
        CLOSES_IN_HEAD
    }

    private static void open(RawHttp2 caller, int stream, Fate fate) {
        boolean bodyless = fate.length() == 0;
        caller.headers(
                stream,
                bodyless,
                RawHttp2.head(fate.method(), fate.path(), "x-request-id", fate.id(), Fate.FIELD, fate.field()));
        if (!bodyless) {
            caller.data(stream, fate.sentLength() == fate.length(), "x".repeat(fate.sentLength()));
        }
    }

    private List<Integer> leaveStreams(RawHttp2 caller, List<Fate> fates) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < fates.size(); i++) {
            Fate.OfCaller fate = fates.get(i).caller();
            boolean leaves = fate == Fate.OfCaller.LEAVES_IN_BODY
                    || fate == Fate.OfCaller.LEAVES_WAITING
                    || fate == Fate.OfCaller.LEAVES_READING;
            if (leaves) {
                if (fate == Fate.OfCaller.LEAVES_READING) {
                    RawHttp2.Frame ignored = caller.nextWithin(2 * i + 1, Duration.ofMillis(60));
                    if (ignored != null && ignored.type() == RawHttp2.RST_STREAM) {
                        left.add(i);
                        continue;
                    }
                }
                caller.reset(2 * i + 1, RawHttp2.CANCEL).flushRegardless();
                left.add(i);
            }
        }
        return left;
    }

    private static void end(RawHttp2 caller, Ending ending, int nextStream) {
        switch (ending) {
            case NONE -> {}
            case GOES_AWAY -> caller.frame(RawHttp2.GOAWAY, 0, 0, new byte[8]).flushRegardless();
            case CLOSES -> caller.close();
            case RESETS -> caller.crash();
            case CLOSES_IN_HEAD -> {
                caller.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, nextStream, RawHttp2.block(":method", "GET"))
                        .flushRegardless();
                caller.close();
            }
        }
    }

    /** Leaves some time in which the request can get anywhere between the socket and its end. */
    private static void pause(int millis) {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() >= until);
    }
}
