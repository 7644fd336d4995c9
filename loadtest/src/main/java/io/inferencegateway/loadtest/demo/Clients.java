package io.inferencegateway.loadtest.demo;

import io.inferencegateway.loadtest.digits.Digit;
import io.inferencegateway.loadtest.load.Ending;
import io.inferencegateway.loadtest.load.Ending.Answered;
import io.inferencegateway.loadtest.load.Shot;
import io.inferencegateway.loadtest.serve.InferenceProtocol;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The demo's callers: each request is a page drawn from the held-out rows, and each answer is compared with what the
 * network itself says about that page. Owner: the event loop of the load generator.
 */
final class Clients implements Ending.Listener {
    /** The tally of answers in which no version had a part: the gateway's own. */
    static final int NO_VERSION = 0;

    private static final float THICK_INK = 320;

    /** @param digitByVersion what each version's network reads on this page */
    record Page(Digit digit, Map<Integer, Integer> digitByVersion, Buffer request) {
        Page {
            digitByVersion = Map.copyOf(digitByVersion);
        }

        boolean isThick() {
            return digit.ink() >= THICK_INK;
        }
    }

    private final String url;
    private final List<Page> thinPages;
    private final List<Page> allPages;
    private final long slowAfterMicros;
    private final SplittableRandom random;
    private final LongSupplier elapsedMillis;
    private final Map<Long, Page> underWay = new HashMap<>();
    private final SortedMap<Integer, VersionTally> tallies = new TreeMap<>();
    private boolean thickPens;

    Clients(String url, List<Page> pages, long slowAfterMicros, long seed, LongSupplier elapsedMillis) {
        this.url = url;
        this.allPages = new ArrayList<>(pages);
        this.thinPages = pages.stream().filter(page -> !page.isThick()).toList();
        this.slowAfterMicros = slowAfterMicros;
        this.random = new SplittableRandom(seed);
        this.elapsedMillis = elapsedMillis;
    }

    /** Those written with a thin pen. */
    List<Page> usualPages() {
        return thinPages;
    }

    /** From here on every page may come, not only those written with a thin pen. */
    void takeThickPensToo() {
        thickPens = true;
    }

    Shot next(long index) {
        List<Page> pages = thickPens ? allPages : thinPages;
        Page page = pages.get(random.nextInt(pages.size()));
        underWay.put(index, page);
        return Shot.postJson(url, page.request());
    }

    @Override
    public void ended(long index, Ending ending, long latencyMicros) {
        Page page = underWay.remove(index);
        if (page == null) {
            throw new IllegalStateException("request " + index + " ended without having been sent");
        }
        int version = NO_VERSION;
        boolean bad = true;
        boolean wrong = false;
        if (ending instanceof Answered answered) {
            version = version(answered);
            bad = answered.status() != 200;
            wrong = !bad && !isRight(answered, page, version);
        }
        tally(version).add(elapsedMillis.getAsLong(), latencyMicros, bad, latencyMicros >= slowAfterMicros, wrong);
    }

    /** The tally of a version, empty if it served nobody yet. */
    VersionTally tally(int version) {
        return tallies.computeIfAbsent(version, unseen -> new VersionTally());
    }

    private static int version(Answered answered) {
        String header = answered.headers().get("x-model-version");
        return header == null ? NO_VERSION : Integer.parseInt(header);
    }

    private static boolean isRight(Answered answered, Page page, int version) {
        try {
            Integer expected = page.digitByVersion().get(version);
            return expected != null && InferenceProtocol.digitIn(answered.body()) == expected;
        } catch (IllegalArgumentException noPrediction) {
            return false;
        }
    }
}
