package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.MailTls;
import io.inferencegateway.gateway.testsupport.CertificateAuthority.Issued;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real SMTP server in a process of its own, and the mails that it took. */
final class MailServer implements AutoCloseable {
    /** The one that Debian's packages are for, whatever else comes first in the path. */
    private static final String PYTHON = "/usr/bin/python3";

    private final Process process;
    private final int port;
    final List<JsonObject> mails = new CopyOnWriteArrayList<>();

    MailServer(MailTls tls, Issued identity) throws Exception {
        Path script = Path.of(Objects.requireNonNull(MailServer.class.getResource("/mail/server.py"))
                .toURI());
        process = new ProcessBuilder(
                        PYTHON,
                        script.toString(),
                        tls.name().toLowerCase(Locale.ROOT),
                        identity.certificate().toString(),
                        identity.key().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = output.readLine();
        if (first == null) {
            throw new IOException("no mail server: is python3-aiosmtpd installed?");
        }
        port = Integer.parseInt(first);
        Thread reader = new Thread(() -> output.lines().map(JsonObject::new).forEach(mails::add), "mails");
        reader.setDaemon(true);
        reader.start();
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        process.waitFor();
    }
}
