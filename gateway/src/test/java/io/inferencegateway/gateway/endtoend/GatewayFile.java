package io.inferencegateway.gateway.endtoend;

import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The configuration of a gateway with one model, {@code fraud}, on free ports. Immutable.
 *
 * @param trafficPort 0 for any free one
 * @param replicas the upstreams of each version, counted from 1
 * @param listen further lines of {@code listen}
 * @param tls further keys of {@code listen.traffic}
 * @param model further lines of the model
 * @param document further lines of the document
 */
record GatewayFile(
        int trafficPort, List<List<String>> replicas, String listen, String tls, String model, String document) {
    static final String NAME = "gateway.yaml";

    /** Version 1, which is stable, at the first upstream, version 2 at the second, and so on. */
    static GatewayFile of(String... upstreams) {
        return new GatewayFile(0, Stream.of(upstreams).map(List::of).toList(), "", "", "", "drain: 5s\n");
    }

    static GatewayFile of(StubModel stable, StubModel canary) {
        return of(stable.url(), canary.url());
    }

    /** Version 1, and no other, with these upstreams. */
    static GatewayFile ofReplicas(String... upstreams) {
        return new GatewayFile(0, List.of(List.of(upstreams)), "", "", "", "drain: 5s\n");
    }

    GatewayFile onPort(int port) {
        return new GatewayFile(port, replicas, listen, tls, model, document);
    }

    /** The traffic listener speaks TLS. */
    GatewayFile withTls(Issued served) {
        return new GatewayFile(
                trafficPort,
                replicas,
                listen,
                "tls: { cert: \"%s\", key: \"%s\" }, ".formatted(served.certificate(), served.key()),
                model,
                document);
    }

    /** @param line a key of {@code listen} and its value */
    GatewayFile withListen(String line) {
        return new GatewayFile(trafficPort, replicas, listen + "  " + line + "\n", tls, model, document);
    }

    /** @param line a key of the model and its value */
    GatewayFile withModel(String line) {
        return new GatewayFile(trafficPort, replicas, listen, tls, model + "    " + line + "\n", document);
    }

    /** @param line a key of the document and its value */
    GatewayFile with(String line) {
        return new GatewayFile(trafficPort, replicas, listen, tls, model, document + line + "\n");
    }

    /** Writes it where {@code igw run} of this directory finds it, in place of an earlier one. */
    Path in(Path directory) throws IOException {
        return Files.writeString(directory.resolve(NAME), yaml());
    }

    private String yaml() {
        StringBuilder versions = new StringBuilder();
        for (int i = 0; i < replicas.size(); i++) {
            String urls = String.join("\", \"", replicas.get(i));
            versions.append("      %d: { upstreams: [\"%s\"] }\n".formatted(i + 1, urls));
        }
        return """
                listen:
                  traffic: { %shost: 127.0.0.1, port: %d }
                  admin: { host: 127.0.0.1, port: 0 }
                %sstate: { url: "sqlite:state/igw.db" }
                %smodels:
                  fraud:
                    stable: 1
                %s    versions:
                %s"""
                .formatted(tls, trafficPort, listen, document, model, versions);
    }
}
