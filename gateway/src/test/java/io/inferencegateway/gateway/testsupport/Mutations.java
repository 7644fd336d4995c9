package io.inferencegateway.gateway.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** How the fuzz tests spoil well-formed bytes, and how long they go on. */
public final class Mutations {
    /** Inputs for each seed of a fuzz test; the nightly profile wants many more. */
    public static final int ROUNDS = Integer.getInteger("fuzz.rounds", 5_000);

    /** A hang is what takes longer: a minute for five thousand inputs is a hundred times what they need. */
    public static final Duration PATIENCE = Duration.ofSeconds(60).plusMillis(ROUNDS * 4L);

    private Mutations() {}

    /** Up to two changes: a character less, other or more, a splice, or a piece of it once more elsewhere. */
    public static void mutate(StringBuilder stream, List<String> splices, SplittableRandom random) {
        int mutations = random.nextInt(3);
        for (int i = 0; i < mutations; i++) {
            mutateOnce(stream, splices, random);
        }
    }

    private static void mutateOnce(StringBuilder stream, List<String> splices, SplittableRandom random) {
        int at = random.nextInt(stream.length());
        switch (random.nextInt(6)) {
            case 0 -> stream.deleteCharAt(at);
            case 1 -> stream.setCharAt(at, (char) random.nextInt(256));
            case 2 -> stream.insert(at, (char) random.nextInt(256));
            case 3 -> stream.insert(lineStart(stream, at), splices.get(random.nextInt(splices.size())));
            case 4 -> stream.insert(at, splices.get(random.nextInt(splices.size())));
            default -> {
                int end = Math.min(stream.length(), at + 1 + random.nextInt(20));
                stream.insert(random.nextInt(stream.length()), stream.substring(at, end));
            }
        }
        if (stream.length() == 0) {
            stream.append('G');
        }
    }

    private static int lineStart(StringBuilder stream, int at) {
        return stream.lastIndexOf("\n", at) + 1;
    }
}
