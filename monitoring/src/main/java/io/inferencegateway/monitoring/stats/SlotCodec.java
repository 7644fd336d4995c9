package io.inferencegateway.monitoring.stats;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stored form of a {@link Tally} and the length of the stretch it covers, as unsigned base-128 varints:
 *
 * <pre>
 * format, length in milliseconds, errors, longest latency in microseconds,
 * request body bytes, response body bytes,
 * readings of resources, restarts, and where there were readings: processor microseconds, milliseconds covered, bytes held,
 * number of statuses, then for each, ascending: step from the one before, count;
 * number of outcomes, then for each, ascending: its place in OUTCOMES, count;
 * number of latency buckets, then for each, ascending: 2 × count if it follows the one before directly,
 * else 2 × count + 1 and the number of buckets between
 * </pre>
 *
 * The counts of statuses and of buckets sum to the same total, so damaged bytes hardly ever pass for a slot. Format 1,
 * of earlier releases, has neither bytes nor outcomes, and format 2 no resources.
 */
final class SlotCodec {
    private static final int WITHOUT_OUTCOMES = 1;
    private static final int WITHOUT_RESOURCES = 2;
    private static final int FORMAT = 3;
    private static final int HIGHEST_STATUS = 999;

    /** Their places are what is stored: new ones come last, and none is ever taken away. */
    private static final List<Outcome> OUTCOMES = List.of(
            Outcome.OK,
            Outcome.CLIENT_ERROR,
            Outcome.UPSTREAM_ERROR,
            Outcome.TIMEOUT_CONNECT,
            Outcome.TIMEOUT_FIRST_BYTE,
            Outcome.TIMEOUT_IDLE,
            Outcome.TIMEOUT_TOTAL,
            Outcome.CLIENT_ABORT,
            Outcome.UPSTREAM_RESET,
            Outcome.SHED,
            Outcome.RATE_LIMITED,
            Outcome.UNAUTHORIZED);

    /** What a slot holds. */
    record Decoded(long lengthMillis, Tally tally) {}

    private SlotCodec() {}

    static byte[] encode(long lengthMillis, Tally tally) {
        Writer out = new Writer();
        out.put(FORMAT);
        out.put(lengthMillis);
        out.put(tally.errors());
        out.put(tally.maxMicros());
        out.put(tally.requestBytes());
        out.put(tally.responseBytes());
        ResourceTally resources = tally.resources();
        out.put(resources.samples());
        out.put(resources.restarts());
        if (resources.samples() > 0) {
            out.put(resources.cpuMicros());
            out.put(resources.coveredMillis());
            out.put(resources.memoryBytes());
        }
        out.put(tally.statuses().size());
        int before = 0;
        for (Map.Entry<Integer, Long> status : new TreeMap<>(tally.statuses()).entrySet()) {
            out.put(status.getKey() - before);
            out.put(status.getValue());
            before = status.getKey();
        }
        out.put(tally.outcomes().size());
        for (int place = 0; place < OUTCOMES.size(); place++) {
            Long count = tally.outcomes().get(OUTCOMES.get(place));
            if (count != null) {
                out.put(place);
                out.put(count);
            }
        }
        LatencyHistogram latency = tally.latency();
        out.put(latency.size());
        int next = 0;
        for (int i = 0; i < latency.size(); i++) {
            int gap = latency.bucketAt(i) - next;
            out.put(latency.countAt(i) << 1 | (gap == 0 ? 0 : 1));
            if (gap != 0) {
                out.put(gap);
            }
            next = latency.bucketAt(i) + 1;
        }
        return out.bytes();
    }

    /** @throws CorruptSlotException where {@code bytes} are not exactly what {@link #encode} makes */
    static Decoded decode(byte[] bytes) {
        Reader in = new Reader(bytes);
        long format = in.next(FORMAT);
        in.require(format >= WITHOUT_OUTCOMES, "unknown format");
        long length = in.next(Long.MAX_VALUE);
        in.require(length > 0, "covers no time");
        long errors = in.next(Long.MAX_VALUE);
        long maxMicros = in.next(Long.MAX_VALUE);
        long requestBytes = format == WITHOUT_OUTCOMES ? 0 : in.next(Long.MAX_VALUE);
        long responseBytes = format == WITHOUT_OUTCOMES ? 0 : in.next(Long.MAX_VALUE);
        ResourceTally resources = format <= WITHOUT_RESOURCES ? ResourceTally.EMPTY : resources(in);
        Map<Integer, Long> statuses = statuses(in);
        Map<Outcome, Long> outcomes = format == WITHOUT_OUTCOMES ? Map.of() : outcomes(in);
        long[] dense = latencies(in);
        in.require(in.atEnd(), "bytes left over");
        LatencyHistogram latency = LatencyHistogram.ofDense(dense);
        Tally tally = new Tally(statuses, outcomes, errors, latency, maxMicros, requestBytes, responseBytes, resources);
        in.require(!tally.isEmpty(), "nothing counted");
        in.require(tally.total() == tally.latency().total(), "statuses and latencies differ in number");
        in.require(errors <= tally.total(), "more errors than requests");
        return new Decoded(length, tally);
    }

    private static ResourceTally resources(Reader in) {
        long samples = in.next(Long.MAX_VALUE);
        long restarts = in.next(Long.MAX_VALUE);
        return samples == 0
                ? new ResourceTally(0, 0, 0, 0, restarts)
                : new ResourceTally(
                        samples, in.next(Long.MAX_VALUE), in.next(Long.MAX_VALUE), in.next(Long.MAX_VALUE), restarts);
    }

    private static Map<Integer, Long> statuses(Reader in) {
        Map<Integer, Long> statuses = new HashMap<>();
        int remaining = (int) in.next(HIGHEST_STATUS);
        int status = 0;
        while (remaining-- > 0) {
            int step = (int) in.next(HIGHEST_STATUS);
            status += step;
            long count = in.next(Long.MAX_VALUE >>> 1);
            in.require(step > 0 && status <= HIGHEST_STATUS && count > 0, "bad status count");
            statuses.put(status, count);
        }
        return statuses;
    }

    private static Map<Outcome, Long> outcomes(Reader in) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        int remaining = (int) in.next(OUTCOMES.size());
        int before = -1;
        while (remaining-- > 0) {
            int place = (int) in.next(OUTCOMES.size() - 1L);
            long count = in.next(Long.MAX_VALUE >>> 1);
            in.require(place > before && count > 0, "bad outcome count");
            outcomes.put(OUTCOMES.get(place), count);
            before = place;
        }
        return outcomes;
    }

    private static long[] latencies(Reader in) {
        long[] dense = new long[LatencyHistogram.BUCKETS];
        int remaining = (int) in.next(LatencyHistogram.BUCKETS);
        int bucket = 0;
        while (remaining-- > 0) {
            long counted = in.next(Long.MAX_VALUE);
            if ((counted & 1) != 0) {
                int gap = (int) in.next(LatencyHistogram.BUCKETS);
                in.require(gap > 0, "bad latency bucket");
                bucket += gap;
            }
            in.require(bucket < LatencyHistogram.BUCKETS && counted >>> 1 > 0, "bad latency bucket");
            dense[bucket++] = counted >>> 1;
        }
        return dense;
    }

    private static final class Writer {
        private byte[] bytes = new byte[64];
        private int length;

        void put(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                putByte((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            putByte((int) rest);
        }

        private void putByte(int value) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length * 2);
            }
            bytes[length++] = (byte) value;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }
    }

    private static final class Reader {
        private static final int LONGEST_VARINT = 9;
        private final byte[] bytes;
        private int position;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        long next(long highest) {
            long value = 0;
            for (int i = 0; i < LONGEST_VARINT; i++) {
                require(position < bytes.length, "cut off");
                byte read = bytes[position++];
                value |= (read & 0x7FL) << (7 * i);
                if (read >= 0) {
                    require(value <= highest, "number out of range");
                    return value;
                }
            }
            throw new CorruptSlotException("stored slot is damaged at byte " + position + ": endless number");
        }

        boolean atEnd() {
            return position == bytes.length;
        }

        void require(boolean condition, String problem) {
            if (!condition) {
                throw new CorruptSlotException("stored slot is damaged at byte " + position + ": " + problem);
            }
        }
    }
}
