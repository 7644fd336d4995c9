package io.inferencegateway.gateway.quality.rows;

import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.RowSample;
import io.inferencegateway.monitoring.quality.Rows;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Reads rows from a file. A name that ends in {@code .csv} is comma-separated values with a header (RFC 4180), everything else
 * one object of JSON a line. Blocks; not for an event loop.
 */
public final class RowFile {
    /** The field, or column, that holds what the model said, where nothing else is agreed. */
    public static final String PREDICTION = "prediction";

    /** A larger file is sampled, the same way each time. */
    static final int MOST_ROWS = 20_000;

    private static final long SEED = 20_261;

    /**
     * @param sample what is looked at
     * @param read how many the file holds
     */
    public record Content(Rows sample, long read) {}

    private RowFile() {}

    /**
     * @param prediction the field, or column, that holds what the model said; every other one is a feature
     * @throws UnreadableRows at the first line that is no row, and if there is none at all
     */
    public static Content read(Path file, QualityPolicy policy, String prediction) throws UnreadableRows {
        RowSample sample = new RowSample(MOST_ROWS, policy, List.of());
        SplittableRandom random = new SplittableRandom(SEED);
        long[] read = {0};
        Consumer<Observation> rows = row -> {
            read[0]++;
            sample.add(row, random);
        };
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
                CsvRows.read(file, reader, prediction, rows);
            } else {
                JsonLines.read(file, reader, prediction, rows);
            }
        } catch (NoSuchFileException absent) {
            throw new UnreadableRows(file, "there is no such file");
        } catch (CharacterCodingException notText) {
            throw new UnreadableRows(file, "is no UTF-8 text; JSON lines or CSV are read, uncompressed");
        } catch (IOException fault) {
            throw new UnreadableRows(file, "can't be read: " + fault.getMessage());
        }
        if (read[0] == 0) {
            throw new UnreadableRows(file, "holds no row");
        }
        return new Content(sample.rows(), read[0]);
    }
}
