package io.inferencegateway.gateway.config;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Bytes to a tree of YAML nodes, within bounds: whatever the bytes are, the work and the memory are limited, and what
 * is wrong is reported with its place. Nothing is ever constructed from a tag.
 */
final class YamlDocument {
    static final int MOST_BYTES = 8 << 20;
    static final int MOST_ALIASES = 50;
    static final int MOST_NODES = 500_000;
    static final int DEEPEST = 30;

    private static final String CORE = "tag:yaml.org,2002:";
    private static final Set<String> CORE_TAGS = Set.of(
            CORE + "str", CORE + "int", CORE + "float", CORE + "bool", CORE + "null", CORE + "map", CORE + "seq");

    private YamlDocument() {}

    /** The root, or null if there is none to read; {@code problems} then says why. */
    static @Nullable Node compose(byte[] content, Problems problems) {
        String text = decode(content, problems);
        if (text == null || !isPrintable(text, problems)) {
            return null;
        }
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(MOST_BYTES);
        bounds.setNestingDepthLimit(DEEPEST + 1);
        bounds.setMaxAliasesForCollections(MOST_ALIASES);
        // Custom tags are refused below, with their place and together with whatever else is wrong.
        bounds.setTagInspector(tag -> true);
        Yaml yaml = new Yaml(bounds);
        try {
            if (!isWithinBounds(yaml.parse(new StringReader(text)), problems)) {
                return null;
            }
            Node root = yaml.compose(new StringReader(text));
            if (root == null) {
                problems.add(
                        1, 1, ConfigProblem.DOCUMENT, "is empty: a gateway needs at least one model under 'models'");
            }
            return root;
        } catch (MarkedYAMLException unreadable) {
            Mark mark = unreadable.getProblemMark();
            if (mark == null) {
                mark = unreadable.getContextMark();
            }
            String context = unreadable.getContext() == null ? "" : unreadable.getContext() + ", ";
            String message = "is not valid YAML: " + context + unreadable.getProblem();
            if (mark == null) {
                problems.add(1, 1, ConfigProblem.DOCUMENT, message);
            } else {
                problems.add(mark, ConfigProblem.DOCUMENT, message);
            }
            return null;
        } catch (YAMLException unreadable) {
            problems.add(1, 1, ConfigProblem.DOCUMENT, "is not valid YAML: " + unreadable.getMessage());
            return null;
        }
    }

    private static @Nullable String decode(byte[] content, Problems problems) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try {
            String text = utf8.decode(bytes).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            String readable = new String(content, 0, bytes.position(), StandardCharsets.UTF_8);
            addAtEndOf(readable, "holds bytes that are not UTF-8 text", problems);
            return null;
        }
    }

    private static boolean isPrintable(String text, Problems problems) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (!StreamReader.isPrintable(codePoint)) {
                String character = String.format("U+%04X", codePoint);
                addAtEndOf(text.substring(0, i), "holds the unprintable character " + character, problems);
                return false;
            }
            i += Character.charCount(codePoint);
        }
        return true;
    }

    private static void addAtEndOf(String readable, String message, Problems problems) {
        int line = (int) readable.chars().filter(c -> c == '\n').count() + 1;
        String lastLine = readable.substring(readable.lastIndexOf('\n') + 1);
        problems.add(line, lastLine.codePointCount(0, lastLine.length()) + 1, ConfigProblem.DOCUMENT, message);
    }

    /** The events are looked at before any node is made, so that the tree itself can't be a bomb. */
    private static boolean isWithinBounds(Iterable<Event> events, Problems problems) {
        int documents = 0;
        int aliases = 0;
        int nodes = 0;
        int depth = 0;
        for (Event event : events) {
            String excess = null;
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                excess = "a second document starts here; a configuration is one document";
            } else if (event instanceof AliasEvent && ++aliases > MOST_ALIASES) {
                excess = "more than " + MOST_ALIASES + " aliases are not followed; write the values out";
            } else if (event instanceof NodeEvent && ++nodes > MOST_NODES) {
                excess = "more than " + MOST_NODES + " values are not read";
            } else if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                excess = "is nested more than " + DEEPEST + " deep";
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (excess != null) {
                problems.add(event.getStartMark(), ConfigProblem.DOCUMENT, excess);
                return false;
            }
            refuseCustomTag(event, problems);
        }
        return true;
    }

    private static void refuseCustomTag(Event event, Problems problems) {
        String tag = null;
        if (event instanceof ScalarEvent scalar) {
            tag = scalar.getTag();
        } else if (event instanceof CollectionStartEvent collection) {
            tag = collection.getTag();
        }
        if (tag != null && !CORE_TAGS.contains(tag)) {
            problems.add(
                    event.getStartMark(),
                    ConfigProblem.DOCUMENT,
                    "the tag " + written(tag) + " has no meaning here; remove it");
        }
    }

    private static String written(String tag) {
        return tag.startsWith(CORE) ? "!!" + tag.substring(CORE.length()) : tag;
    }
}
