package io.inferencegateway.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Resolves {@code { file: … }} and {@code { env: … }}. No message repeats a value, not even one in the wrong place. */
final class SecretReader {
    private static final int LONGEST = 4096;
    private static final ScalarType<String> VARIABLE = new ScalarType<>(
            "the name of an environment variable", ScalarType.Form.TEXT, false, text -> Optional.of(text)
                    .filter(it -> it.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")));
    private static final ScalarType<String> PATH =
            new ScalarType<>("the path of a file", ScalarType.Form.TEXT, false, text -> Optional.of(text)
                    .filter(it -> !it.isBlank()));

    private final UnaryOperator<@Nullable String> environment;

    SecretReader(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    Optional<Secret> read(Node node, String path, Problems problems) {
        if (!(node instanceof MappingNode)) {
            problems.add(node, path, "must be { file: PATH } or { env: NAME }; a secret is never written here");
            return Optional.empty();
        }
        Section section = Section.of(node, path, problems);
        Section.Entry file = section.entry("file");
        Section.Entry variable = section.entry("env");
        section.refuseTheRest();
        if ((file == null) == (variable == null)) {
            problems.add(node, path, "must have exactly one of the keys file and env");
            return Optional.empty();
        }
        if (file != null) {
            return section.scalar(file.value(), file.path(), PATH).flatMap(name -> fromFile(name, file, problems));
        }
        Section.Entry named = variable;
        return named == null
                ? Optional.empty()
                : section.scalar(named.value(), named.path(), VARIABLE)
                        .flatMap(name -> fromEnvironment(name, named, problems));
    }

    private static Optional<Secret> fromFile(String name, Section.Entry at, Problems problems) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] content = in.readNBytes(LONGEST + 1);
            String value = new String(content, StandardCharsets.UTF_8).strip();
            return usable(value, new Secret.Origin(Secret.Origin.Kind.FILE, name), at, problems);
        } catch (IOException | InvalidPathException unreadable) {
            problems.add(at.value(), at.path(), "names a file that can't be read");
            return Optional.empty();
        }
    }

    private Optional<Secret> fromEnvironment(String name, Section.Entry at, Problems problems) {
        String value = environment.apply(name);
        if (value == null) {
            problems.add(at.value(), at.path(), "names an environment variable that is not set");
            return Optional.empty();
        }
        return usable(value.strip(), new Secret.Origin(Secret.Origin.Kind.ENVIRONMENT, name), at, problems);
    }

    private static Optional<Secret> usable(String value, Secret.Origin origin, Section.Entry at, Problems problems) {
        boolean printable = value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (value.isEmpty() || value.length() > LONGEST || !printable) {
            String rule = "1 to " + LONGEST + " printable ASCII characters without spaces";
            problems.add(at.value(), at.path(), "holds a secret that can't be used; it must be " + rule);
            return Optional.empty();
        }
        return Optional.of(new Secret(value, origin));
    }
}
