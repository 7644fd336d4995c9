package io.inferencegateway.monitoring.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotCodecTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void what_is_encoded_comes_back_the_same(long seed) {
        Random random = new Random(seed);
        Tally tally = randomTally(random);
        long length = 1L + random.nextInt(100_000_000);
        assertThat(SlotCodec.decode(SlotCodec.encode(length, tally))).isEqualTo(new SlotCodec.Decoded(length, tally));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void a_slot_cut_anywhere_is_refused(long seed) {
        byte[] bytes = SlotCodec.encode(10_000, randomTally(new Random(seed)));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SlotCodec.decode(cut))
                    .isInstanceOf(CorruptSlotException.class)
                    .hasMessageContaining("stored slot is damaged at byte");
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> SlotCodec.decode(longer)).isInstanceOf(CorruptSlotException.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void noise_is_refused_and_never_anything_worse(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            if (noise.length > 0 && random.nextBoolean()) {
                noise[0] = (byte) (1 + random.nextInt(3));
            }
            accepted += isAccepted(noise) ? 1 : 0;
        }
        assertThat(accepted).isLessThan(5);
    }

    @Test
    void statuses_that_do_not_sum_to_the_latencies_are_refused() {
        Tally tally = randomTally(new Random(31));
        Tally wrong = new Tally(
                Map.of(200, tally.total() + 1),
                tally.outcomes(),
                tally.errors(),
                tally.latency(),
                tally.maxMicros(),
                tally.requestBytes(),
                tally.responseBytes(),
                tally.resources());
        assertThatThrownBy(() -> SlotCodec.decode(SlotCodec.encode(1, wrong)))
                .isInstanceOf(CorruptSlotException.class)
                .hasMessageContaining("differ in number");
    }

    /** One request of 200 in 17 microseconds, as releases up to 0.1 wrote it. */
    @Test
    void a_slot_of_an_earlier_release_is_read() {
        byte[] earlier = {1, 10, 0, 17, 1, (byte) 200, 1, 1, 1, 3, 17};

        Tally tally = SlotCodec.decode(earlier).tally();

        assertThat(tally.statuses()).containsExactly(Map.entry(200, 1L));
        assertThat(tally.latency().percentileMicros(1)).isEqualTo(17);
        assertThat(tally.outcomes()).isEmpty();
        assertThat(tally.merge(tally).total()).isEqualTo(2);
    }

    private static boolean isAccepted(byte[] bytes) {
        try {
            SlotCodec.decode(bytes);
            return true;
        } catch (CorruptSlotException expected) {
            return false;
        }
    }

    private static Tally randomTally(Random random) {
        VersionRecorder recorder = new VersionRecorder();
        int requests = 1 + random.nextInt(3_000);
        recorder.record(Request.ok(17));
        for (int i = 0; i < requests; i++) {
            recorder.record(Request.random(random));
        }
        Tally served = Tally.of(recorder.drain());
        return random.nextBoolean()
                ? served
                : served.merge(Tally.of(new ResourceTally(6, 900_000, 60_000, 1 << 30, 1)));
    }
}
