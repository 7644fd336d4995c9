package io.inferencegateway.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of the file while it is read: hands out values by key, reports what is wrong with them and remembers
 * which keys were asked for, so that {@link #refuseTheRest} can name the unknown ones. A value that is missing or wrong
 * is replaced by its fallback and reading goes on, so that one pass finds every problem. Owner: the thread that reads.
 */
final class Section {
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern BOOLEAN = Pattern.compile("true|false");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.inf|\\.nan");

    /** One key of the mapping with its value. */
    record Entry(String key, String path, ScalarNode keyNode, Node value) {}

    private final String path;
    private final @Nullable Node node;
    private final Map<String, Entry> entries;
    private final Set<String> known = new LinkedHashSet<>();
    private final Problems problems;

    private Section(String path, @Nullable Node node, Map<String, Entry> entries, Problems problems) {
        this.path = path;
        this.node = node;
        this.entries = entries;
        this.problems = problems;
    }

    /** @param path empty for the whole document */
    static Section of(Node node, String path, Problems problems) {
        if (!(node instanceof MappingNode mapping)) {
            String place = path.isEmpty() ? ConfigProblem.DOCUMENT : path;
            problems.add(node, place, "must be a mapping of keys to values, not " + describe(node));
            return absent(path, problems);
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(tuple.getKeyNode(), orDocument(path), "a key must be a plain name");
                continue;
            }
            Entry entry = new Entry(key.getValue(), pathOf(path, key.getValue()), key, tuple.getValueNode());
            Entry first = entries.putIfAbsent(entry.key(), entry);
            if (first != null) {
                int line = first.keyNode().getStartMark().getLine() + 1;
                problems.add(key, entry.path(), "is given twice, first in line " + line + "; remove one");
            }
        }
        return new Section(path, mapping, entries, problems);
    }

    /** A mapping that the file does not have: every value is its fallback and none is missed. */
    static Section absent(String path, Problems problems) {
        return new Section(path, null, Map.of(), problems);
    }

    boolean isPresent() {
        return node != null;
    }

    String path() {
        return path;
    }

    /** Where the mapping starts; only asked of one that is present. */
    Node start() {
        return Objects.requireNonNull(node, path);
    }

    /** Every key, where the keys are names that the operator chose. */
    List<Entry> entries() {
        known.addAll(entries.keySet());
        return List.copyOf(entries.values());
    }

    Set<String> keys() {
        return entries.keySet();
    }

    @Nullable
    Entry entry(String key) {
        known.add(key);
        return entries.get(key);
    }

    /** Reports {@code key} as missing unless this whole mapping is. */
    @Nullable
    Entry requiredEntry(String key, String meaning) {
        Entry entry = entry(key);
        if (entry == null && node != null) {
            problems.add(node, pathOf(path, key), "is missing; it gives " + meaning);
        }
        return entry;
    }

    Section section(String key) {
        Entry entry = entry(key);
        return entry == null ? absent(pathOf(path, key), problems) : of(entry.value(), entry.path(), problems);
    }

    <T> T value(String key, ScalarType<T> type, T fallback) {
        Entry entry = entry(key);
        return entry == null
                ? fallback
                : scalar(entry.value(), entry.path(), type).orElse(fallback);
    }

    <T> Optional<T> optional(String key, ScalarType<T> type) {
        Entry entry = entry(key);
        return entry == null ? Optional.empty() : scalar(entry.value(), entry.path(), type);
    }

    <T> Optional<T> required(String key, ScalarType<T> type, String meaning) {
        Entry entry = requiredEntry(key, meaning);
        return entry == null ? Optional.empty() : scalar(entry.value(), entry.path(), type);
    }

    /** The elements of a list with their paths; empty if the key is absent or no list. */
    List<Entry> list(String key) {
        Entry entry = entry(key);
        if (entry == null) {
            return List.of();
        }
        if (!(entry.value() instanceof SequenceNode sequence)) {
            problems.add(entry.value(), entry.path(), "must be a list in [ ], not " + describe(entry.value()));
            return List.of();
        }
        List<Entry> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            String at = entry.path() + "[" + elements.size() + "]";
            elements.add(new Entry(key, at, entry.keyNode(), element));
        }
        return elements;
    }

    /** A value that switches on what this build cannot do yet: refused, so that no key is accepted and then ignored. */
    <T> void onlyOff(String key, ScalarType<T> type, T off) {
        Entry entry = entry(key);
        if (entry != null
                && scalar(entry.value(), entry.path(), type)
                        .filter(on -> !on.equals(off))
                        .isPresent()) {
            problems.add(entry.value(), entry.path(), "is not supported by this build yet; leave the key out");
        }
    }

    /** A key of the contract that this build cannot honour at all. */
    void notYet(String key, String instead) {
        Entry entry = entries.get(key);
        if (entry != null) {
            known.add(key);
            problems.add(entry.keyNode(), entry.path(), "is not supported by this build yet: " + instead);
        }
    }

    /** Reports every key that nobody asked for. Call it last. */
    void refuseTheRest() {
        for (Entry entry : entries.values()) {
            if (!known.contains(entry.key())) {
                problems.add(entry.keyNode(), entry.path(), unknown(entry.key()));
            }
        }
    }

    private String unknown(String key) {
        if (key.equals("<<")) {
            return "merge keys are not supported; what all models share belongs under 'defaults'";
        }
        return Spelling.nearest(key, known)
                .map(name -> "is not a known key; did you mean '" + name + "'?")
                .orElseGet(() -> "is not a known key; known here are " + String.join(", ", known));
    }

    <T> Optional<T> scalar(Node value, String at, ScalarType<T> type) {
        if (!(value instanceof ScalarNode scalar)) {
            problems.add(value, at, "must be " + type.expectation() + ", not " + describe(value));
            return Optional.empty();
        }
        ScalarType.Form form = formOf(scalar);
        if (form != type.form()) {
            boolean quotable = type.form() == ScalarType.Form.TEXT
                    && form != ScalarType.Form.NULL
                    && type.parse().apply(scalar.getValue()).isPresent();
            problems.add(
                    value,
                    at,
                    "must be " + type.expectation() + ", not " + describe(value)
                            + (quotable ? "; put it in quotes" : ""));
            return Optional.empty();
        }
        Optional<T> parsed = type.parse().apply(scalar.getValue());
        if (parsed.isEmpty()) {
            String found = type.echoed() ? ", not '" + abbreviated(scalar.getValue()) + "'" : "";
            problems.add(value, at, "must be " + type.expectation() + found);
        }
        return parsed;
    }

    /** Numbers as JSON and YAML 1.2 know them; {@code yes}, {@code 0o7} and {@code 1_000} are texts. */
    static ScalarType.Form formOf(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return ScalarType.Form.TEXT;
        } else if (NULL.matcher(text).matches()) {
            return ScalarType.Form.NULL;
        } else if (BOOLEAN.matcher(text).matches()) {
            return ScalarType.Form.BOOLEAN;
        } else if (INTEGER.matcher(text).matches()) {
            return ScalarType.Form.INTEGER;
        } else if (FLOAT.matcher(text).matches()) {
            return ScalarType.Form.FLOAT;
        }
        return ScalarType.Form.TEXT;
    }

    static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a mapping";
        } else if (node instanceof SequenceNode) {
            return "a list";
        } else if (node instanceof ScalarNode scalar) {
            return switch (formOf(scalar)) {
                case TEXT -> "a text";
                case INTEGER -> "a whole number";
                case FLOAT -> "a number with decimals";
                case BOOLEAN -> "true or false";
                case NULL -> "nothing";
            };
        }
        return "this";
    }

    static String pathOf(String parent, String key) {
        String safe = key.replaceAll("[^A-Za-z0-9._-]", "?");
        String name = safe.isEmpty() ? "''" : abbreviated(safe);
        return parent.isEmpty() ? name : parent + "." + name;
    }

    private static String orDocument(String path) {
        return path.isEmpty() ? ConfigProblem.DOCUMENT : path;
    }

    private static String abbreviated(String text) {
        return text.length() <= 64 ? text : text.substring(0, 61) + "...";
    }
}
