package io.inferencegateway.gateway.config;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong with one file while it is read. Owner: the thread that reads. */
final class Problems {
    /** Nobody reads more; a hostile file must not fill the memory with complaints. */
    private static final int MOST = 1_000;

    private final String file;
    private final List<ConfigProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Node at, String path, String message) {
        add(at.getStartMark(), path, message);
    }

    void add(Mark at, String path, String message) {
        add(at.getLine() + 1, at.getColumn() + 1, path, message);
    }

    void add(int line, int column, String path, String message) {
        if (found.size() < MOST) {
            found.add(new ConfigProblem(file, line, column, path, message));
        }
    }

    int count() {
        return found.size();
    }

    boolean none() {
        return found.isEmpty();
    }

    List<ConfigProblem> inFileOrder() {
        return found.stream().sorted(ConfigProblem.BY_POSITION).distinct().toList();
    }
}
