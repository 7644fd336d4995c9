package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.tokens.GeneratedAnswer;
import io.inferencegateway.monitoring.stats.Ladder;
import io.inferencegateway.monitoring.stats.Ladder.Unit;

/** A figure of the answers of generative models, with the buckets of OpenTelemetry's conventions for generative AI. */
enum GenerationMeasure {
    TIME_TO_FIRST_TOKEN(
            Unit.MICROS,
            1_000,
            5_000,
            10_000,
            20_000,
            40_000,
            60_000,
            80_000,
            100_000,
            250_000,
            500_000,
            750_000,
            1_000_000,
            2_500_000,
            5_000_000,
            7_500_000,
            10_000_000) {
        @Override
        long of(GeneratedAnswer answer) {
            return answer.firstTokenMicros();
        }
    },
    TIME_PER_OUTPUT_TOKEN(
            Unit.MICROS,
            10_000,
            25_000,
            50_000,
            75_000,
            100_000,
            150_000,
            200_000,
            300_000,
            400_000,
            500_000,
            750_000,
            1_000_000,
            2_500_000) {
        @Override
        long of(GeneratedAnswer answer) {
            return answer.perOutputTokenMicros();
        }
    },
    REQUEST_DURATION(
            Unit.MICROS,
            10_000,
            20_000,
            40_000,
            80_000,
            160_000,
            320_000,
            640_000,
            1_280_000,
            2_560_000,
            5_120_000,
            10_240_000,
            20_480_000,
            40_960_000,
            81_920_000) {
        @Override
        long of(GeneratedAnswer answer) {
            return answer.durationMicros();
        }
    },
    INPUT_TOKENS(Unit.TOKENS, Buckets.TOKENS) {
        @Override
        long of(GeneratedAnswer answer) {
            return answer.inputTokens();
        }
    },
    OUTPUT_TOKENS(Unit.TOKENS, Buckets.TOKENS) {
        @Override
        long of(GeneratedAnswer answer) {
            return answer.outputTokens();
        }
    };

    private static final class Buckets {
        static final long[] TOKENS = {
            1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864
        };
    }

    /** Gives each its place in one flat array. */
    private static final class Layout {
        static int next;
    }

    @SuppressWarnings("ImmutableEnumChecker") // immutable: its array is never handed out
    private final Ladder ladder;

    GenerationMeasure(Unit unit, long... bounds) {
        this.ladder = new Ladder(unit, Layout.next, bounds);
        Layout.next += ladder.figures();
    }

    /** How many figures an array of all measures has. */
    static int figures() {
        return Layout.next;
    }

    abstract long of(GeneratedAnswer answer);

    Ladder ladder() {
        return ladder;
    }
}
