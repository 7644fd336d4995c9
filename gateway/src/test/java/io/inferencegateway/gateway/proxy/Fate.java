package io.inferencegateway.gateway.proxy;

import java.util.Random;

/**
 * What the two sides of one exchange are going to do to it.
 *
 * @param id of the request, which its answer carries as its content
 * @param path the whole target
 * @param length of the request's body, 0 for none
 */
record Fate(
        String id,
        String path,
        int length,
        OfUpstream upstream,
        int upstreamAt,
        int upstreamDelayMillis,
        OfCaller caller,
        int callerAt,
        boolean abrupt) {
    static final String FIELD = "x-fate";

    /** Beyond what the tests' models take. */
    static final int TOO_LARGE = 5_000;

    /** What becomes of the answer; {@link #upstreamAt} says after how many of its bytes, or which status. */
    enum OfUpstream {
        WHOLE,
        CHUNKED,
        STATUS,
        EARLY,
        CLOSING,
        DIES,
        ENDS,
        STALLS,
        GARBLES
    }

    /** How far the caller goes; {@link #callerAt} says after how many bytes or milliseconds. */
    enum OfCaller {
        READS,
        FINISHES,
        STALLS,
        LEAVES_IN_HEAD,
        LEAVES_IN_BODY,
        LEAVES_WAITING,
        LEAVES_READING
    }

    static Fate of(String id, Random random) {
        OfUpstream upstream = OfUpstream.values()[random.nextInt(OfUpstream.values().length)];
        boolean hasBody = random.nextInt(5) < 2 || upstream == OfUpstream.EARLY;
        int length = !hasBody ? 0 : random.nextInt(12) == 0 ? TOO_LARGE : 1 + random.nextInt(2_000);
        OfCaller caller =
                random.nextInt(5) < 3 ? OfCaller.READS : OfCaller.values()[random.nextInt(OfCaller.values().length)];
        if (!hasBody && (caller == OfCaller.STALLS || caller == OfCaller.LEAVES_IN_BODY)) {
            caller = OfCaller.LEAVES_WAITING;
        }
        String path =
                switch (random.nextInt(20)) {
                    case 0 -> "/models/nobody/" + id;
                    case 1, 2, 3, 4, 5 -> "/models/m/v/3/" + id;
                    default -> "/models/m/latest/" + id;
                };
        int[] statuses = {204, 400, 404, 429, 500, 503};
        int upstreamAt = upstream == OfUpstream.STATUS ? statuses[random.nextInt(6)] : random.nextInt(80);
        return new Fate(
                id,
                path,
                length,
                upstream,
                upstreamAt,
                random.nextInt(25),
                caller,
                random.nextInt(40),
                random.nextBoolean());
    }

    boolean isKnownModel() {
        return path.startsWith("/models/m/");
    }

    String method() {
        return length == 0 ? "GET" : "POST";
    }

    /** How much of the body its caller sends. */
    int sentLength() {
        return caller == OfCaller.STALLS || caller == OfCaller.LEAVES_IN_BODY ? length / 2 : length;
    }

    /** Whether the caller waits for whatever becomes of it. */
    boolean staysToTheEnd() {
        return caller == OfCaller.READS || caller == OfCaller.STALLS;
    }

    /** What the upstream reads of it, in the request. */
    String field() {
        return id + ' ' + upstream + ' ' + upstreamAt + ' ' + upstreamDelayMillis;
    }

    /** Every byte of the answer, spoilt or not; the upstream may stop before its end. */
    String answer() {
        String whole =
                switch (upstream) {
                    case STATUS ->
                        "HTTP/1.1 " + upstreamAt + " As Told\r\n"
                                + (upstreamAt == 204 ? "\r\n" : "Content-Length: " + id.length() + "\r\n\r\n" + id);
                    case CHUNKED, DIES ->
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(id.length())
                                + "\r\n" + id + "\r\n0\r\n\r\n";
                    case WHOLE, EARLY, CLOSING, ENDS, STALLS, GARBLES ->
                        "HTTP/1.1 200 OK\r\nContent-Length: " + id.length() + "\r\n\r\n" + id;
                };
        if (upstream != OfUpstream.GARBLES) {
            return whole;
        }
        int at = Math.min(upstreamAt, whole.length() - 1);
        return whole.substring(0, at) + (char) (1 + upstreamDelayMillis) + whole.substring(at + 1);
    }

    /** The fate that a request's field names; what the caller does is not told. */
    static Fate read(String field) {
        String[] words = field.split(" ");
        return new Fate(
                words[0],
                "",
                0,
                OfUpstream.valueOf(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                OfCaller.READS,
                0,
                false);
    }
}
