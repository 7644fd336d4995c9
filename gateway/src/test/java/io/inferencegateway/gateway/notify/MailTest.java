package io.inferencegateway.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Mail;
import io.inferencegateway.gateway.config.NotificationSettings.MailTls;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.config.PemFile;
import io.inferencegateway.gateway.config.Secret;
import io.inferencegateway.gateway.notify.Announcer.Trial;
import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mails, as a real SMTP server got them. */
class MailTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private CertificateAuthority authority;

    @BeforeEach
    void start() throws Exception {
        authority = CertificateAuthority.in(folder, "mail");
    }

    @ParameterizedTest
    @EnumSource
    void a_mail_arrives_in_clear_after_starttls_and_over_tls(MailTls tls) throws Exception {
        try (MailServer server = server(tls);
                AnnouncerBench bench = bench(receiver(server, tls, "s3cret", "ops@example.org", "ml@example.org"))) {
            bench.announce(said("fraud: version 2 rolled back", "12 of 13 bad; <stable> 0.3 % & falling"));

            await().atMost(PATIENCE).until(() -> server.mails.size() == 1);
            JsonObject mail = server.mails.get(0);
            assertThat(mail.getBoolean("tls")).isEqualTo(tls != MailTls.NONE);
            assertThat(mail.getBoolean("login")).isEqualTo(tls != MailTls.NONE);
            assertThat(mail.getString("from")).isEqualTo("igw@example.org");
            assertThat(mail.getJsonArray("to")).containsExactly("ops@example.org", "ml@example.org");
            assertThat(mail.getString("subject")).isEqualTo("[critical] fraud: version 2 rolled back");
            assertThat(mail.getString("text"))
                    .contains("<stable> 0.3 % & falling")
                    .contains("by: gateway")
                    .contains("https://runbooks.example/fraud");
            assertThat(mail.getString("html"))
                    .contains("&lt;stable&gt; 0.3 % &amp; falling")
                    .doesNotContain("<stable>");
            await().atMost(PATIENCE).until(() -> bench.count("mail", Deliveries.Result.DELIVERED) == 1);
        }
    }

    @Test
    void what_others_wrote_adds_no_field_and_no_recipient() throws Exception {
        try (MailServer server = server(MailTls.STARTTLS);
                AnnouncerBench bench = bench(receiver(server, MailTls.STARTTLS, "s3cret", "ops@example.org"))) {
            bench.announce(said(
                    "fraud\r\nBcc: evil@example.org\r\n\r\nbody\u2028more",
                    "a line\r\n.\r\nMAIL FROM:<evil@example.org>\r\n"));

            await().atMost(PATIENCE).until(() -> server.mails.size() == 1);
            JsonObject mail = server.mails.get(0);
            assertThat(mail.getString("subject")).isEqualTo("[critical] fraud Bcc: evil@example.org body more");
            assertThat(mail.getJsonArray("headers")).doesNotContain("bcc");
            assertThat(mail.getJsonArray("to")).containsExactly("ops@example.org");
            assertThat(mail.getString("text")).contains("MAIL FROM:<evil@example.org>");
        }
    }

    @Test
    void a_server_that_wants_it_later_gets_it_later_and_one_that_does_not_holds_nobody_up() throws Exception {
        try (MailServer server = server(MailTls.STARTTLS);
                AnnouncerBench bench = bench(
                        receiver(server, "later", MailTls.STARTTLS, "s3cret", "later@example.org"),
                        receiver(server, "refused", MailTls.STARTTLS, "s3cret", "refuse@example.org"))) {
            bench.announce(said("one", ""));

            await().atMost(PATIENCE).until(() -> bench.count("later", Deliveries.Result.DELIVERED) == 1);
            await().atMost(PATIENCE).until(() -> bench.count("refused", Deliveries.Result.REFUSED) == 1);
            assertThat(bench.count("later", Deliveries.Result.RETRIED)).isEqualTo(1);
        }
    }

    @Test
    void a_mail_that_waits_for_its_server_outlives_a_restart() throws Exception {
        Receiver gone;
        try (MailServer server = server(MailTls.STARTTLS)) {
            gone = receiver(server, MailTls.STARTTLS, "s3cret", "ops@example.org");
        }
        try (AnnouncerBench bench = bench(gone)) {
            bench.announce(said("waits", ""));
            await().atMost(PATIENCE).until(() -> bench.count("mail", Deliveries.Result.RETRIED) >= 1);
        }
        try (MailServer server = server(MailTls.STARTTLS);
                AnnouncerBench bench = bench(receiver(server, MailTls.STARTTLS, "s3cret", "ops@example.org"))) {
            await().atMost(PATIENCE).until(() -> server.mails.size() == 1);
            await().atMost(PATIENCE).until(() -> bench.stored() == 0);
        }
    }

    @Test
    void a_trial_tells_how_it_went_and_nothing_of_the_password() throws Exception {
        try (MailServer server = server(MailTls.STARTTLS);
                AnnouncerBench bench = bench(
                        receiver(server, "good", MailTls.STARTTLS, "s3cret", "ops@example.org"),
                        receiver(server, "bad", MailTls.STARTTLS, "wr0ng", "ops@example.org"))) {
            assertThat(trial(bench, "good")).isEqualTo(new Trial(true, "it took the mail"));
            await().atMost(PATIENCE).until(() -> server.mails.size() == 1);
            assertThat(server.mails.get(0).getString("subject")).contains("Test message");
            Trial refused = trial(bench, "bad");
            assertThat(refused.delivered()).isFalse();
            assertThat(refused.detail()).doesNotContain("wr0ng");
        }
    }

    @Test
    void a_server_whose_certificate_nobody_vouches_for_gets_no_password() throws Exception {
        CertificateAuthority stranger = CertificateAuthority.in(folder, "stranger");
        try (MailServer server = new MailServer(MailTls.STARTTLS, stranger.issue("server"));
                AnnouncerBench bench = bench(receiver(server, MailTls.STARTTLS, "s3cret", "ops@example.org"))) {
            assertThat(trial(bench, "mail").delivered()).isFalse();
            assertThat(server.mails).isEmpty();
        }
    }

    private static Trial trial(AnnouncerBench bench, String receiver) throws Exception {
        return bench.onControl(() -> bench.announcer.tryOut(receiver).orElseThrow())
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private MailServer server(MailTls tls) throws Exception {
        return new MailServer(tls, authority.issue("server"));
    }

    private AnnouncerBench bench(Receiver... receivers) throws Exception {
        return new AnnouncerBench(folder, AnnouncerBench.HASTY, receivers);
    }

    private Receiver receiver(MailServer server, MailTls tls, String password, String... to) throws Exception {
        return receiver(server, "mail", tls, password, to);
    }

    private Receiver receiver(MailServer server, String name, MailTls tls, String password, String... to)
            throws Exception {
        boolean login = tls != MailTls.NONE;
        PemFile authorities = new PemFile(
                authority.certificate().toString(), java.nio.file.Files.readString(authority.certificate()));
        Mail mail = new Mail(
                "localhost", server.port(), tls, authorities, login ? "igw" : null, "igw@example.org", List.of(to));
        Secret secret = new Secret(password, new Secret.Origin(Secret.Origin.Kind.ENVIRONMENT, "S"));
        return new Receiver(
                Kind.MAIL,
                name,
                "mail-" + name,
                URI.create("smtp://localhost"),
                null,
                login ? secret : null,
                EnumSet.allOf(Topic.class),
                mail);
    }

    private static Announcement said(String title, String reason) {
        return new Announcement(
                Topic.ALERTS,
                "alert.firing",
                Severity.CRITICAL,
                false,
                AnnouncerBench.NOON,
                null,
                "fraud",
                2,
                title,
                reason,
                Map.of("by", "gateway"),
                "https://runbooks.example/fraud",
                null,
                "{}",
                List.of());
    }
}
