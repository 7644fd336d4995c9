package io.inferencegateway.gateway.config;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a configuration file and either vouches for all of it or lists everything that is wrong. It blocks on files, so
 * it is not called on an event loop. Threadsafe.
 */
public final class ConfigLoader {
    private final SecretReader secrets;

    /** @param environment a variable's value by its name, or null where it is not set */
    public ConfigLoader(UnaryOperator<@Nullable String> environment) {
        this.secrets = new SecretReader(environment);
    }

    /** One that resolves {@code { env: … }} from the environment of this process. */
    public static ConfigLoader ofThisProcess() {
        return new ConfigLoader(name -> name == null ? null : System.getenv(name));
    }

    /**
     * Never throws for what a file is or holds.
     *
     * @param file as the operator typed it, which is how problems name it
     */
    public ConfigResult load(String file) {
        try {
            return load(file, read(file));
        } catch (NoSuchFileException absent) {
            return unreadable(file, "does not exist");
        } catch (AccessDeniedException denied) {
            return unreadable(file, "may not be read by this user");
        } catch (IOException | InvalidPathException failed) {
            return unreadable(file, isDirectory(file) ? "is a directory" : "can't be read");
        }
    }

    /** @param name what problems call the file */
    public ConfigResult load(String name, byte[] content) {
        Problems problems = new Problems(name);
        if (content.length > YamlDocument.MOST_BYTES) {
            problems.add(1, 1, ConfigProblem.FILE, "is larger than " + (YamlDocument.MOST_BYTES >> 20) + "MiB");
            return new ConfigResult.Rejected(problems.inFileOrder());
        }
        Node root = YamlDocument.compose(content, problems);
        if (root == null) {
            return new ConfigResult.Rejected(problems.inFileOrder());
        }
        PemReader files = new PemReader(problems);
        GatewayConfig config = new ConfigReader(secrets, files, problems).read(root);
        return problems.none()
                ? new ConfigResult.Loaded(config, files.asked(), warnings(name, root, config))
                : new ConfigResult.Rejected(problems.inFileOrder(), files.asked());
    }

    private static List<ConfigProblem> warnings(String name, Node root, GatewayConfig config) {
        Problems warnings = new Problems(name);
        AlertReview.review(root, config, warnings);
        RouteReview.review(root, config, warnings);
        return warnings.inFileOrder();
    }

    /** At most one byte more than is accepted, whatever the file (or the pipe) still holds. */
    static byte[] read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(YamlDocument.MOST_BYTES + 1);
        }
    }

    private static boolean isDirectory(String file) {
        return new File(file).isDirectory();
    }

    private static ConfigResult unreadable(String file, String why) {
        return new ConfigResult.Rejected(List.of(new ConfigProblem(file, 1, 1, ConfigProblem.FILE, why)));
    }
}
