package io.inferencegateway.gateway.config;

/**
 * A file with certificates or a key in PEM, as it was when the configuration was read. It prints as its path, because a key
 * must never be shown. Immutable.
 *
 * @param path as the operator wrote it
 * @param content the whole file
 */
public record PemFile(String path, String content) {
    @Override
    public String toString() {
        return path;
    }
}
