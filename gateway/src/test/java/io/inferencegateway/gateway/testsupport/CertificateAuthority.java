package io.inferencegateway.gateway.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An authority that lives as long as a test and issues real certificates, with openssl. Used by one thread. */
public final class CertificateAuthority {
    private final Path folder;
    private final String name;
    private final Issued own;

    /** @param key in PKCS#8, not encrypted */
    public record Issued(Path certificate, Path key) {
        /** Puts these in the place of others, as someone does who renews certificates. */
        public void replace(Issued others) throws IOException {
            Files.copy(key, others.key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(certificate, others.certificate, StandardCopyOption.REPLACE_EXISTING);
        }

        public String certificateText() throws IOException {
            return Files.readString(certificate);
        }

        public String keyText() throws IOException {
            return Files.readString(key);
        }
    }

    private CertificateAuthority(Path folder, String name) throws IOException, InterruptedException {
        this.folder = folder;
        this.name = name;
        this.own = make(name, List.of("-addext", "keyUsage=critical,keyCertSign"));
    }

    /** @param name common name of the authority, and beginning of the names of its files */
    public static CertificateAuthority in(Path folder, String name) throws IOException, InterruptedException {
        return new CertificateAuthority(folder, name);
    }

    /** The file that those who trust it need. */
    public Path certificate() {
        return own.certificate;
    }

    /** For this host, and for clients too. */
    public Issued issue(String commonName) throws IOException, InterruptedException {
        return issue(commonName, "IP:127.0.0.1,DNS:localhost");
    }

    /** @param names as openssl wants them: {@code DNS:…,IP:…} */
    public Issued issue(String commonName, String names) throws IOException, InterruptedException {
        return make(
                name + "-" + commonName,
                List.of(
                        "-CA",
                        own.certificate.toString(),
                        "-CAkey",
                        own.key.toString(),
                        "-addext",
                        "basicConstraints=critical,CA:FALSE",
                        "-addext",
                        "subjectAltName=" + names));
    }

    private Issued make(String commonName, List<String> more) throws IOException, InterruptedException {
        Issued made = new Issued(folder.resolve(commonName + ".pem"), folder.resolve(commonName + ".key"));
        List<String> command = new ArrayList<>(Arrays.asList(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + commonName,
                "-keyout",
                made.key.toString(),
                "-out",
                made.certificate.toString()));
        command.addAll(more);
        Programs.run(command.toArray(String[]::new));
        return made;
    }
}
