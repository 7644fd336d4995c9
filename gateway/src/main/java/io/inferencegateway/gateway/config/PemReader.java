package io.inferencegateway.gateway.config;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the certificates and keys that the configuration names, and reports those that no handshake could use. They are
 * parsed by what will parse them in a listener. Owner: the reading thread.
 */
final class PemReader {
    private static final Logger LOG = LoggerFactory.getLogger(PemReader.class);
    private static final int LARGEST = 1 << 20;
    private static final ScalarType<String> PATH = ScalarType.text(
            "the path of a file in PEM", text -> Optional.of(text).filter(it -> !it.isBlank()));

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC");

    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();

    PemReader(Problems problems) {
        this.problems = problems;
    }

    /** Every file that was named, whether it could be read or not. */
    Set<String> asked() {
        return asked;
    }

    /** The file that {@code key} names, or null where there is no such key or no such file. */
    @Nullable
    PemFile file(Section section, String key) {
        String path = section.optional(key, PATH).orElse(null);
        Section.Entry at = section.entry(key);
        return path == null || at == null ? null : read(path, at);
    }

    /** The same for certificates of authorities. */
    @Nullable
    PemFile authorities(Section section, String key) {
        PemFile file = file(section, key);
        Section.Entry at = section.entry(key);
        if (file == null || at == null) {
            return null;
        }
        return holdsCertificates(file, at) ? file : null;
    }

    /**
     * Whether a handshake can use the certificate and its key; reports what stands against it. Both are the values of keys
     * of {@code section}.
     */
    boolean isPair(Section section, String certificateKey, PemFile certificate, String keyKey, PemFile key) {
        Section.Entry certificateAt = section.entry(certificateKey);
        Section.Entry keyAt = section.entry(keyKey);
        if (certificateAt == null || keyAt == null || !holdsCertificates(certificate, certificateAt)) {
            return false;
        }
        try {
            KeyManagerFactory pair = new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate.content()))
                    .addKeyValue(Buffer.buffer(key.content()))
                    .getKeyManagerFactory(null);
            if (belongTogether(pair)) {
                return true;
            }
            problems.add(
                    keyAt.value(),
                    keyAt.path(),
                    "names the key of another certificate than the first one in " + certificateKey);
        } catch (KeyStoreException disorder) {
            String rule = "the own certificate first, then the one of each issuer";
            problems.add(
                    certificateAt.value(),
                    certificateAt.path(),
                    "names a file that is not a chain; it must hold " + rule);
        } catch (Exception unusable) {
            String rule = "RSA or EC as the certificate, in PEM and not encrypted";
            problems.add(
                    keyAt.value(), keyAt.path(), "names a file without a private key that fits; it must be " + rule);
        }
        return false;
    }

    private boolean holdsCertificates(PemFile file, Section.Entry at) {
        List<String> blocks = CERTIFICATE
                .matcher(file.content())
                .results()
                .map(MatchResult::group)
                .toList();
        try {
            CertificateFactory parser = CertificateFactory.getInstance("X.509");
            for (String block : blocks) {
                parser.generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)));
            }
            if (!blocks.isEmpty()) {
                return true;
            }
        } catch (CertificateException garbled) {
            LOG.debug("garbled certificate in {}", file, garbled);
        }
        problems.add(at.value(), at.path(), "names a file that holds no certificate in PEM");
        return false;
    }

    /** A signature of the one is a signature to the other. */
    private static boolean belongTogether(KeyManagerFactory pair) throws GeneralSecurityException {
        X509KeyManager manager = (X509KeyManager) pair.getKeyManagers()[0];
        for (String type : KEY_TYPES) {
            String[] aliases = manager.getServerAliases(type, null);
            if (aliases != null) {
                Signature signature = Signature.getInstance(type.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
                byte[] text = {1, 2, 3};
                signature.initSign(manager.getPrivateKey(aliases[0]));
                signature.update(text);
                byte[] signed = signature.sign();
                signature.initVerify(manager.getCertificateChain(aliases[0])[0].getPublicKey());
                signature.update(text);
                return signature.verify(signed);
            }
        }
        throw new GeneralSecurityException("the key is neither RSA nor EC");
    }

    private @Nullable PemFile read(String path, Section.Entry at) {
        asked.add(path);
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length <= LARGEST) {
                return new PemFile(path, new String(content, StandardCharsets.ISO_8859_1));
            }
            problems.add(at.value(), at.path(), "names a file larger than " + (LARGEST >> 20) + "MiB");
        } catch (NoSuchFileException absent) {
            problems.add(at.value(), at.path(), "names a file that does not exist");
        } catch (AccessDeniedException denied) {
            problems.add(at.value(), at.path(), "names a file that may not be read by this user");
        } catch (IOException | InvalidPathException unreadable) {
            problems.add(at.value(), at.path(), "names a file that can't be read");
        }
        return null;
    }
}
