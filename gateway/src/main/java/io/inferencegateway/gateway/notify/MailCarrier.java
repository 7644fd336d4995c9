package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Mail;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.PemFile;
import io.inferencegateway.gateway.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Hands letters to one mail server. Owner: the control context. All of it may take {@value #LIMIT_SECONDS} s; the server's
 * reply says whether it took the letter, wants it later (4yz) or does not want it (RFC 5321, section 4.2.1).
 */
final class MailCarrier implements Carrier {
    static final int LIMIT_SECONDS = 20;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int LEAST_PERMANENT = 500;
    private static final int LEAST_TRANSIENT = 400;

    private final Vertx vertx;
    private final Mail mail;
    private final MailConfig options;

    MailCarrier(Vertx vertx, Receiver receiver) {
        this.vertx = vertx;
        this.mail = Objects.requireNonNull(receiver.mail(), "a mail receiver has a server");
        this.options = options(mail, receiver);
    }

    private static MailConfig options(Mail mail, Receiver receiver) {
        MailConfig options = new MailConfig()
                .setHostname(mail.host())
                .setPort(mail.port())
                .setSsl(false)
                .setKeepAlive(false)
                .setMaxPoolSize(1)
                .setUserAgent("inference-gateway");
        options.setConnectTimeout(CONNECT_MILLIS).setIdleTimeout(LIMIT_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        switch (mail.tls()) {
            case NONE -> options.setStarttls(StartTLSOptions.DISABLED);
            case STARTTLS -> options.setStarttls(StartTLSOptions.REQUIRED);
            case IMPLICIT -> options.setStarttls(StartTLSOptions.DISABLED).setSsl(true);
        }
        options.setHostnameVerificationAlgorithm("HTTPS");
        PemFile authorities = mail.authorities();
        if (authorities != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorities.content())));
        }
        Secret password = receiver.secret();
        if (mail.user() == null || password == null) {
            return options.setLogin(LoginOption.DISABLED);
        }
        return options.setLogin(LoginOption.REQUIRED).setUsername(mail.user()).setPassword(password.reveal());
    }

    @Override
    public Future<Answer> send(Channel channel, Letter letter, long nowSeconds) {
        JsonObject written = new JsonObject(channel.body(letter));
        MailMessage message = new MailMessage()
                .setFrom(mail.from())
                .setTo(mail.to())
                .setSubject(written.getString("subject"))
                .setText(written.getString("text"))
                .setHtml(written.getString("html"))
                .addHeader("X-IGW-Delivery", letter.delivery())
                .addHeader("X-IGW-Event", letter.type())
                .addHeader("Auto-Submitted", "auto-generated");
        // One client a letter: a pool does not give back the connection of a letter that was refused.
        MailClient client = MailClient.create(vertx, options);
        return client.sendMail(message)
                .timeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .onComplete(sent -> client.close())
                .map(sent -> new Answer(Pace.Verdict.TAKEN, "it took the mail", null))
                .recover(MailCarrier::judged);
    }

    /** Only the code is told of a reply: its text may repeat what was sent. */
    private static Future<Answer> judged(Throwable failure) {
        if (failure instanceof SMTPException reply && reply.getReplyCode() >= LEAST_TRANSIENT) {
            boolean permanent = reply.getReplyCode() >= LEAST_PERMANENT;
            return Future.succeededFuture(new Answer(
                    permanent ? Pace.Verdict.REFUSED : Pace.Verdict.LATER,
                    "the mail server answered " + reply.getReplyCode(),
                    null));
        }
        return Future.failedFuture(failure);
    }

    /** Nothing is kept between letters. */
    @Override
    public void close() {}
}
