package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A version with what it served, in an order that does not change from one rendering to the next. Immutable.
 *
 * @param labels of the version alone, in the native dialect
 * @param answers what callers received
 * @param rescued tries that stable answered for
 * @param copies what nobody received
 */
record VersionCells(Version version, Labels labels, List<Cell> answers, List<Cell> rescued, List<Cell> copies) {
    private static final Comparator<Cell> ORDER = Comparator.comparing(
            Cell::key,
            Comparator.comparing(Cell.Key::track)
                    .thenComparing(Cell.Key::method)
                    .thenComparing(Cell.Key::status)
                    .thenComparing(Cell.Key::outcome));

    static VersionCells of(Version version) {
        Labels labels = Labels.of(
                "model", version.id().model(),
                "version", Integer.toString(version.id().version()));
        if (version.totals().isEmpty()) {
            return new VersionCells(version, labels, List.of(), List.of(), List.of());
        }
        List<Cell> answers = new ArrayList<>();
        List<Cell> rescued = new ArrayList<>();
        List<Cell> copies = new ArrayList<>();
        version.totals().cells().stream().sorted(ORDER).forEach(cell -> {
            switch (cell.key().track()) {
                case STABLE, CANARY, PINNED -> answers.add(cell);
                case RESCUED -> rescued.add(cell);
                case SHADOW -> copies.add(cell);
            }
        });
        return new VersionCells(version, labels, answers, rescued, copies);
    }

    Map<Track, List<Cell>> answersByTrack() {
        if (answers.isEmpty()) {
            return Map.of();
        }
        Map<Track, List<Cell>> byTrack = new EnumMap<>(Track.class);
        answers.forEach(cell -> byTrack.computeIfAbsent(cell.key().track(), track -> new ArrayList<>())
                .add(cell));
        return byTrack;
    }
}
