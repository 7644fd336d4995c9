package io.inferencegateway.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Draws the pictures of the boards that the documents show, from a story of nine minutes. Not one of the tests, by its name;
 * run it with {@code mvn -pl gateway -am test -Dtest=BoardPictures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class BoardPictures {
    private static final Duration STORY = Duration.ofMinutes(9);
    private static final long SHOWN_MINUTES = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void every_board_is_drawn() throws Exception {
        try (LivePack pack = LivePack.run(folder, STORY)) {
            String drawn = Programs.run(
                    "node",
                    LivePack.PACK.resolve("source/picture.mjs").toString(),
                    "--prometheus=" + pack.prometheus().url(),
                    "--at=" + seconds(pack.to()),
                    "--history-at=" + seconds(pack.from()),
                    "--minutes=" + SHOWN_MINUTES);
            assertThat(drawn.lines()).hasSize(5);
        }
    }

    private static String seconds(double epoch) {
        return String.format(Locale.ROOT, "%.0f", epoch);
    }
}
