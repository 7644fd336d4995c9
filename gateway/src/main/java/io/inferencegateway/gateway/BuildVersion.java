package io.inferencegateway.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version this was built as, written into the class path by the build. */
final class BuildVersion implements IVersionProvider {
    static String number() {
        Properties build = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream("/igw-build.properties")) {
            if (in == null) {
                throw new IllegalStateException("igw-build.properties is not on the class path");
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version", "");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"igw " + number()};
    }
}
