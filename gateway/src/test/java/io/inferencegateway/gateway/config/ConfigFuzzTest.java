package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shipped files, broken at random. Each mutant has a seed of its own, which a failure names. */
class ConfigFuzzTest {
    private static final int MUTANTS = 2_000;
    private static final String[] PIECES = {
        ": ",
        "\n",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "#",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "null",
        "true",
        "-1",
        "0",
        "1e9",
        "99999999999",
        "0%",
        "100%",
        "1ms",
        "0s",
        "9d",
        "http://",
        "\t",
        "\u0000",
        "\uD83D\uDE00",
        "<<: ",
        "---\n",
        "...\n",
        "  ",
        "models",
        "1",
        "stable",
        "\r",
        "\u2028",
        "~"
    };

    @Test
    void two_thousand_mutants_seeds_0_to_1999_give_problems_or_a_configuration_the_schema_accepts() throws IOException {
        List<Path> files = ConfigFilesTest.shippedFiles().toList();
        ConfigLoader loader = new ConfigLoader(name -> null);
        int accepted = 0;
        for (int seed = 0; seed < MUTANTS; seed++) {
            Random random = new Random(seed);
            String original = Files.readString(files.get(random.nextInt(files.size())));
            byte[] mutant = mutate(original, random);
            ConfigResult result = loader.load("mutant.yaml", mutant);
            if (result instanceof ConfigResult.Loaded loaded) {
                accepted++;
                String text = new String(mutant, StandardCharsets.UTF_8);
                assertThat(YamlAsJson.schemaErrors(text))
                        .as("seed %d:%n%s", seed, text)
                        .isEmpty();
                assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(loaded.config())))
                        .as("seed %d, effective", seed)
                        .isEmpty();
            } else {
                assertThat(Configs.problems(result)).as("seed %d", seed).allSatisfy(problem -> assertThat(
                                problem.toString())
                        .matches("mutant\\.yaml:[1-9][0-9]*:[1-9][0-9]*: [^:]+: .+")
                        .doesNotContain("\n", "Exception"));
            }
        }
        assertThat(accepted).as("mutants that stay valid").isBetween(MUTANTS / 20, MUTANTS * 3 / 4);
    }

    private static byte[] mutate(String original, Random random) {
        StringBuilder text = new StringBuilder(original);
        for (int changes = 1 + random.nextInt(3); changes > 0 && text.length() > 0; changes--) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(from, to);
                case 1 -> text.insert(from, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> text.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
                default -> changeDigit(text, from, random);
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void changeDigit(StringBuilder text, int from, Random random) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                text.setCharAt(i, (char) ('0' + random.nextInt(10)));
                return;
            }
        }
    }
}
