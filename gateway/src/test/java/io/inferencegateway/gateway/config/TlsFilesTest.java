package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import io.inferencegateway.gateway.testsupport.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys that the configuration names: those that no handshake could use are refused where they are named. */
class TlsFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private static Issued server;

    @BeforeAll
    static void issue() throws Exception {
        authority = CertificateAuthority.in(folder, "authority");
        server = authority.issue("server");
    }

    @Test
    void a_certificate_with_its_key_is_taken_and_shown_by_its_path() {
        String yaml = yaml(server.certificate(), server.key(), authority.certificate());
        GatewayConfig config = Configs.valid(yaml);
        assertThat(EffectiveConfig.toJson(config).at("/listen/traffic/tls").toString())
                .isEqualTo("{\"cert\":\"%s\",\"key\":\"%s\",\"client-ca\":\"%s\"}"
                        .formatted(server.certificate(), server.key(), authority.certificate()));
        assertThat(Configs.valid(EffectiveConfig.toJson(config).toPrettyString())
                        .listen())
                .isEqualTo(config.listen());
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        assertThat(config.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void further_certificates_are_taken_and_refused_where_they_are_named() throws Exception {
        Issued second = authority.issue("second", "DNS:second.test");
        String yaml = yaml(server.certificate(), server.key(), authority.certificate());
        String also = yaml.replace(
                "tls: { ",
                "tls: { also: [ { cert: \"%s\", key: \"%s\" } ], ".formatted(second.certificate(), second.key()));
        GatewayConfig config = Configs.valid(also);
        assertThat(EffectiveConfig.toJson(config)
                        .at("/listen/traffic/tls/also/0/cert")
                        .asText())
                .isEqualTo(second.certificate().toString());
        assertThat(Configs.valid(EffectiveConfig.toJson(config).toPrettyString())
                        .listen())
                .isEqualTo(config.listen());
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        assertThat(Configs.problems(
                        also.replace(second.key().toString(), server.key().toString())))
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("listen.traffic.tls.also[0].key"));
    }

    @Test
    void the_forms_of_a_key_that_openssl_writes_are_read() throws Exception {
        Path sec1 = folder.resolve("sec1.key");
        Programs.run("openssl", "ec", "-in", server.key().toString(), "-out", sec1.toString());
        assertThat(problems(server.certificate(), sec1)).isEmpty();
        Path rsa = folder.resolve("rsa.key");
        Path own = folder.resolve("rsa.pem");
        Programs.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=r",
                "-keyout",
                rsa.toString(),
                "-out",
                own.toString());
        assertThat(problems(own, rsa)).isEmpty();
        Path pkcs1 = folder.resolve("pkcs1.key");
        Programs.run("openssl", "rsa", "-traditional", "-in", rsa.toString(), "-out", pkcs1.toString());
        assertThat(problems(own, pkcs1)).isEmpty();
        assertThat(problems(server.certificate(), rsa))
                .containsExactly(
                        "3:7: listen.traffic.tls.key: names a file"
                                + " without a private key that fits; it must be RSA or EC as the certificate, in PEM and not encrypted");
    }

    @Test
    void a_key_of_another_certificate_is_refused() throws Exception {
        assertThat(problems(server.certificate(), authority.issue("other").key()))
                .containsExactly(
                        "3:7: listen.traffic.tls.key: names the key of another certificate than the first one in cert");
    }

    @Test
    void an_encrypted_key_is_refused() throws Exception {
        Path locked = folder.resolve("locked.key");
        Programs.run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-in",
                server.key().toString(),
                "-passout",
                "pass:secret",
                "-out",
                locked.toString());
        assertThat(problems(server.certificate(), locked))
                .singleElement()
                .asString()
                .contains("not encrypted");
    }

    @Test
    void a_file_without_certificates_is_refused() {
        assertThat(problems(server.key(), server.key()))
                .containsExactly("2:8: listen.traffic.tls.cert: names a file that holds no certificate in PEM");
        assertThat(Configs.problems(yaml(server.certificate(), server.key(), server.key())))
                .singleElement()
                .asString()
                .contains("listen.traffic.tls.client-ca: names a file that holds no certificate in PEM");
    }

    @Test
    void a_chain_in_the_wrong_order_is_refused() throws Exception {
        Path order = folder.resolve("order.pem");
        Files.writeString(
                order, server.certificateText() + authority.issue("another").certificateText());
        assertThat(problems(order, server.key())).singleElement().asString().contains("not a chain");
        Files.writeString(order, server.certificateText() + Files.readString(authority.certificate()));
        assertThat(problems(order, server.key())).isEmpty();
    }

    @Test
    void a_missing_key_is_named() {
        String yaml = "listen: { traffic: { tls: { cert: \"" + server.certificate() + "\" } } }\n" + Configs.MINIMAL;
        assertThat(Configs.problems(yaml))
                .singleElement()
                .asString()
                .startsWith("test.yaml:1:27: listen.traffic.tls.key: is missing; it gives");
    }

    @Test
    void what_goes_for_the_upstreams_of_a_version_is_read_as_well() {
        String written = "{ ca: \"%s\", cert: \"%s\", key: \"%s\", server-name: m.internal }"
                .formatted(authority.certificate(), server.certificate(), server.key());
        GatewayConfig config = Configs.valid(withUpstreamTls(written));
        GatewayConfig.UpstreamTls tls =
                Configs.version(Configs.model(config, "fraud"), 1).upstreamTls();
        assertThat(tls).isNotNull();
        assertThat(tls.serverName()).isEqualTo("m.internal");
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
        assertThat(Configs.valid(EffectiveConfig.toJson(config).toPrettyString())
                        .models())
                .isEqualTo(config.models());
        assertThat(Configs.problems(withUpstreamTls("{ cert: \"" + server.certificate() + "\" }")))
                .singleElement()
                .asString()
                .contains("models.fraud.versions.1.upstream-tls.key: is missing");
        assertThat(Configs.problems(withUpstreamTls("{ ca: /nowhere.pem }")))
                .singleElement()
                .asString()
                .contains("models.fraud.versions.1.upstream-tls.ca: names a file that does not exist");
    }

    private static String withUpstreamTls(String written) {
        return Configs.MINIMAL.replace(
                "upstreams: [\"http://127.0.0.1:9001\"]",
                "upstreams: [\"https://127.0.0.1:9001\"], upstream-tls: " + written);
    }

    @Test
    void a_changed_certificate_is_a_changed_configuration() throws Exception {
        Issued served = CertificateAuthority.in(folder, "watched").issue("server");
        Issued renewed = authority.issue("renewed");
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"), yaml(served.certificate(), served.key(), authority.certificate()));
        ConfigLoader loader = new ConfigLoader(name -> null);
        List<ConfigResult> heard = new CopyOnWriteArrayList<>();
        try (ConfigWatcher watcher =
                new ConfigWatcher(file.toString(), loader, (trigger, result) -> heard.add(result))) {
            watcher.begin(Configs.accepted(loader.load(file.toString())));
            poll(watcher);
            assertThat(heard).isEmpty();

            Files.writeString(served.certificate(), renewed.certificateText());
            poll(watcher);
            assertThat(heard).as("half of the pair").singleElement().isInstanceOf(ConfigResult.Rejected.class);

            Files.writeString(served.key(), renewed.keyText());
            poll(watcher);
            assertThat(heard).hasSize(2);
            GatewayConfig.ServerTls tls =
                    Configs.accepted(heard.get(1)).listen().tls();
            assertThat(tls).isNotNull();
            assertThat(tls.certificate().content()).isEqualTo(renewed.certificateText());
        }
    }

    @Test
    void a_file_that_was_missing_is_read_when_it_is_there() throws Exception {
        Path later = folder.resolve("later.pem");
        Path file = Files.writeString(folder.resolve("waiting.yaml"), Configs.MINIMAL);
        ConfigLoader loader = new ConfigLoader(name -> null);
        List<ConfigResult> heard = new CopyOnWriteArrayList<>();
        try (ConfigWatcher watcher =
                new ConfigWatcher(file.toString(), loader, (trigger, result) -> heard.add(result))) {
            watcher.begin(Configs.accepted(loader.load(file.toString())));
            Files.writeString(file, yaml(later, server.key(), authority.certificate()));
            poll(watcher);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Rejected.class);
            Files.writeString(later, server.certificateText());
            poll(watcher);
            assertThat(heard).hasSize(2).last().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    private static void poll(ConfigWatcher watcher) {
        for (int i = 0; i < 10; i++) {
            watcher.poll();
        }
    }

    private static List<String> problems(Path certificate, Path key) {
        return Configs.problems("listen: { traffic: { tls: {\n cert: \"" + certificate + "\",\n key: \"" + key
                        + "\" } } }\n" + Configs.MINIMAL)
                .stream()
                .map(ConfigProblem::toString)
                .map(line -> line.substring("test.yaml:".length()))
                .toList();
    }

    private static String yaml(Path certificate, Path key, Path clientAuthorities) {
        return "listen: { traffic: { tls: { cert: \"%s\", key: \"%s\", client-ca: \"%s\" } } }\n"
                        .formatted(certificate, key, clientAuthorities)
                + Configs.MINIMAL;
    }
}
