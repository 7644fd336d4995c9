package io.inferencegateway.gateway.endtoend;

import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Two gateways in front of one upstream, each started when it is first asked for: one in clear, with a listener for HTTP/2
 * with prior knowledge, and one over TLS. Bodies may have 64 MiB. Used by one thread.
 */
final class ClearAndTls implements AutoCloseable {
    /** How a caller comes in. */
    enum Way {
        HTTP1,
        H2C,
        HTTP1_TLS,
        HTTP2_TLS;

        boolean isHttp2() {
            return this == H2C || this == HTTP2_TLS;
        }
    }

    private final Path directory;
    private final GatewayFile file;
    private @Nullable GatewayProcess clear;
    private @Nullable GatewayProcess tls;

    ClearAndTls(Path directory, String upstream) {
        this.directory = directory;
        this.file = GatewayFile.of(upstream).withModel("limits: { request-body: 64MiB }");
    }

    GatewayProcess gateway(Way way) throws IOException, InterruptedException {
        return switch (way) {
            case HTTP1, H2C -> clear();
            case HTTP1_TLS, HTTP2_TLS -> tls();
        };
    }

    /** Of the current split of the model. */
    String url(Way way) throws IOException, InterruptedException {
        GatewayProcess gateway = gateway(way);
        return (way == Way.H2C ? gateway.h2c() : gateway.traffic()) + "/models/fraud/latest";
    }

    private GatewayProcess clear() throws IOException {
        GatewayProcess started = clear;
        if (started == null) {
            Path folder = Files.createDirectory(directory.resolve("clear"));
            started = GatewayProcess.start(
                    folder, file.withListen("h2c: { host: 127.0.0.1, port: 0 }").in(folder));
            clear = started;
        }
        return started;
    }

    private GatewayProcess tls() throws IOException, InterruptedException {
        GatewayProcess started = tls;
        if (started == null) {
            Path folder = Files.createDirectory(directory.resolve("tls"));
            CertificateAuthority authority = CertificateAuthority.in(folder, "authority");
            started = GatewayProcess.start(
                    folder, file.withTls(authority.issue("here")).in(folder));
            tls = started;
        }
        return started;
    }

    @Override
    public void close() throws InterruptedException {
        if (clear != null) {
            clear.close();
        }
        if (tls != null) {
            tls.close();
        }
    }
}
