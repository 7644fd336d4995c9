package io.inferencegateway.monitoring.quality;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One feature of the rows of a {@link RowSample}: at each place a number, a category or nothing. Not thread-safe. */
final class Column {
    private static final int FIRST_ROWS = 32;

    /** NaN where there is no number. */
    private double[] numbers = {};

    /** Shorter than the rows, as long as no category came. */
    private @Nullable String[] categories = {};

    /** So that a category is held once, however many rows have it. */
    private final Map<String, String> names = new HashMap<>();

    void set(int place, Value value) {
        if (value instanceof Value.Category category) {
            if (place >= categories.length) {
                categories = Arrays.copyOf(categories, grown(place));
            }
            categories[place] = names.computeIfAbsent(category.name(), name -> name);
            setNumber(place, Double.NaN);
        } else {
            if (place < categories.length) {
                categories[place] = null;
            }
            setNumber(place, value instanceof Value.Numeric number ? number.value() : Double.NaN);
        }
    }

    private void setNumber(int place, double number) {
        if (place >= numbers.length) {
            int had = numbers.length;
            numbers = Arrays.copyOf(numbers, grown(place));
            Arrays.fill(numbers, had, numbers.length, Double.NaN);
        }
        numbers[place] = number;
    }

    private static int grown(int place) {
        return Math.max(FIRST_ROWS, Integer.highestOneBit(place) * 2);
    }

    /** NaN where there is none, also behind the last row that was set. */
    double number(int place) {
        return place < numbers.length ? numbers[place] : Double.NaN;
    }

    @Nullable
    String category(int place) {
        return place < categories.length ? categories[place] : null;
    }
}
