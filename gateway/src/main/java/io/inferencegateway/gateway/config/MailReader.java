package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.gateway.config.NotificationSettings.Mail;
import io.inferencegateway.gateway.config.NotificationSettings.MailTls;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a receiver under {@code notifications.mail} says of its server and of its mails. Owner: the reading thread. */
final class MailReader {
    private static final int MOST_ADDRESSES = 20;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    /** No more than the atoms and domains of RFC 5321: nothing in it could end a header's line or begin another address. */
    private static final Pattern ADDRESS = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,8}@" + HOST.pattern());

    private static final ScalarType<String> SERVER =
            ScalarType.text("the name or IPv4 address of a mail server", text -> Optional.of(text)
                    .filter(HOST.asMatchPredicate()));
    private static final ScalarType<Integer> PORT = ScalarType.integer(1, 65_535);
    private static final ScalarType<MailTls> TLS = ScalarType.oneOf(MailTls.class);
    private static final ScalarType<String> MAIL_ADDRESS =
            ScalarType.text("a mail address such as alerts@example.org", text -> Optional.of(text)
                    .filter(each ->
                            each.length() <= 254 && ADDRESS.matcher(each).matches()));

    private final PemReader files;
    private final Problems problems;

    MailReader(PemReader files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    Optional<Mail> read(Section section) {
        Optional<String> host = section.required("host", SERVER, "the mail server");
        MailTls tls = section.value("tls", TLS, MailTls.STARTTLS);
        int port = section.value("port", PORT, tls == MailTls.IMPLICIT ? 465 : tls == MailTls.STARTTLS ? 587 : 25);
        @Nullable PemFile authorities = files.authorities(section, "ca");
        @Nullable String user = section.optional("user", ScalarType.LINE).orElse(null);
        Optional<String> from = section.required("from", MAIL_ADDRESS, "the address that the mails come from");
        Section.Entry toAt = section.requiredEntry("to", "the addresses that the mails go to");
        List<String> to = new ArrayList<>();
        List<Section.Entry> addresses = section.list("to");
        addresses.forEach(
                each -> section.scalar(each.value(), each.path(), MAIL_ADDRESS).ifPresent(to::add));
        if (toAt != null && (addresses.isEmpty() || addresses.size() > MOST_ADDRESSES)) {
            problems.add(toAt.value(), toAt.path(), "must have 1 to " + MOST_ADDRESSES + " addresses");
        }
        return host.isPresent() && from.isPresent()
                ? Optional.of(new Mail(host.get(), port, tls, authorities, user, from.get(), to))
                : Optional.empty();
    }

    /** A password in clear, over a wire in clear, is nobody's secret. */
    static void refuseHalfALogin(Mail mail, @Nullable Secret password, Section section, Problems problems) {
        Section.Entry userAt = section.entry("user");
        Section.Entry passwordAt = section.entry("password");
        if (userAt != null && passwordAt == null) {
            problems.add(userAt.value(), userAt.path(), "needs a password beside it");
        } else if (userAt == null && passwordAt != null) {
            problems.add(passwordAt.value(), passwordAt.path(), "needs a user beside it");
        } else if (password != null
                && mail.tls() == MailTls.NONE
                && !isThisMachine(mail.host())
                && passwordAt != null) {
            problems.add(
                    passwordAt.value(),
                    passwordAt.path(),
                    "would cross the network in clear; use tls: starttls or implicit");
        }
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.startsWith("127.");
    }

    /** Tells the receiver from others. */
    static URI url(Mail mail) {
        return URI.create("smtp://" + mail.host() + ":" + mail.port() + "/"
                + URLEncoder.encode(mail.from() + ">" + String.join(",", mail.to()), StandardCharsets.UTF_8));
    }

    static void show(Mail mail, ObjectNode to) {
        to.put("host", mail.host()).put("port", mail.port()).put("tls", ScalarType.written(mail.tls()));
        PemFile authorities = mail.authorities();
        if (authorities != null) {
            to.put("ca", authorities.path());
        }
        if (mail.user() != null) {
            to.put("user", mail.user());
        }
        to.put("from", mail.from());
        mail.to().forEach(to.putArray("to")::add);
    }
}
