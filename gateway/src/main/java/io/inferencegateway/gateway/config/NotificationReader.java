package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Mail;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Route;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** The section {@code notifications}. Owner: the reading thread. */
final class NotificationReader {
    /** Each waits with a queue of its own. */
    private static final int MOST_RECEIVERS = 32;

    private static final int KEY_BYTES = 8;
    private static final ScalarType<Topic> TOPIC = ScalarType.oneOf(Topic.class);
    private static final ScalarType<URI> CONSOLE_URL = new ScalarType<>(
            "http://HOST[:PORT][/PATH] or the same with https, without user, query and fragment",
            ScalarType.Form.TEXT,
            false,
            text -> ScalarType.WEBHOOK_URL.parse().apply(text).filter(url -> url.getRawQuery() == null));

    private final SecretReader secrets;
    private final MailReader mails;
    private final Problems problems;
    private final List<Receiver> receivers = new ArrayList<>();
    private final Map<String, String> pathsByName = new HashMap<>();
    private final Map<String, String> pathsByKey = new HashMap<>();

    NotificationReader(SecretReader secrets, PemReader files, Problems problems) {
        this.secrets = secrets;
        this.mails = new MailReader(files, problems);
        this.problems = problems;
    }

    NotificationSettings read(Section notifications) {
        for (Kind kind : Kind.values()) {
            int place = 0;
            for (Section.Entry element : notifications.list(kind.section())) {
                place++;
                receiver(kind, place, element);
            }
        }
        @Nullable
        URI console = notifications
                .optional("console-url", CONSOLE_URL)
                .map(url -> URI.create(url.toString().replaceAll("/+$", "")))
                .orElse(null);
        List<Route> routes = new RouteReader(problems, pathsByName.keySet()).read(notifications);
        notifications.refuseTheRest();
        return new NotificationSettings(receivers, routes, console);
    }

    private void receiver(Kind kind, int place, Section.Entry element) {
        Section section = Section.of(element.value(), element.path(), problems);
        Optional<String> given = section.optional("name", ScalarType.NAME);
        Optional<Mail> mail = kind == Kind.MAIL ? mails.read(section) : Optional.empty();
        Optional<Address> address =
                switch (kind) {
                    case MAIL -> mail.map(server -> new Address(MailReader.url(server), null));
                    case PAGERDUTY -> section.entry("url") == null ? Optional.of(PAGERDUTY) : url(section);
                    case WEBHOOK, SLACK, TEAMS, ALERTMANAGER, GRAFANA -> url(section);
                };
        @Nullable Secret secret = secret(kind, section);
        mail.ifPresent(server -> MailReader.refuseHalfALogin(server, secret, section, problems));
        Set<Topic> topics = topics(kind, section);
        section.refuseTheRest();
        String name = given.orElse(kind.section() + "-" + place);
        String before = pathsByName.putIfAbsent(name, element.path());
        if (before != null) {
            problems.add(
                    element.value(),
                    element.path(),
                    "has the name '" + name + "', as " + before + " has; give it another");
        }
        if (receivers.size() >= MOST_RECEIVERS) {
            problems.add(element.value(), element.path(), "more than " + MOST_RECEIVERS + " receivers are not read");
            return;
        }
        address.ifPresent(found -> {
            String key = kind.section() + "-" + given.orElseGet(() -> fingerprint(found.url, secret));
            String twin = pathsByKey.putIfAbsent(key, element.path());
            if (twin != null && before == null) {
                problems.add(
                        element.value(),
                        element.path(),
                        "has the URL of " + twin + "; remove one, or give each a name");
            }
            receivers.add(new Receiver(kind, name, key, found.url, found.origin, secret, topics, mail.orElse(null)));
        });
    }

    private static final Address PAGERDUTY = new Address(URI.create("https://events.pagerduty.com"), null);

    private record Address(URI url, Secret.@Nullable Origin origin) {}

    /** In the file, or read from where a secret is kept; no message repeats it. */
    private Optional<Address> url(Section section) {
        Section.Entry entry =
                section.requiredEntry("url", "where it is reached: a URL, or { file: PATH } or { env: NAME }");
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof MappingNode)) {
            return section.scalar(entry.value(), entry.path(), ScalarType.WEBHOOK_URL)
                    .map(url -> new Address(url, null));
        }
        Optional<Secret> secret = secrets.read(entry.value(), entry.path(), problems);
        Optional<Address> address = secret.flatMap(read ->
                ScalarType.WEBHOOK_URL.parse().apply(read.reveal()).map(url -> new Address(url, read.origin())));
        if (secret.isPresent() && address.isEmpty()) {
            String expected = ScalarType.WEBHOOK_URL.expectation();
            problems.add(entry.value(), entry.path(), "holds no URL; it must be " + expected);
        }
        return address;
    }

    private @Nullable Secret secret(Kind kind, Section section) {
        String key =
                switch (kind) {
                    case WEBHOOK -> "secret";
                    case GRAFANA -> "token";
                    case PAGERDUTY -> "routing-key";
                    case MAIL -> "password";
                    case SLACK, TEAMS, ALERTMANAGER -> "";
                };
        if (key.isEmpty()) {
            return null;
        }
        Section.Entry entry =
                switch (kind) {
                    case GRAFANA ->
                        section.requiredEntry(key, "the token of a service account that may write annotations");
                    case PAGERDUTY -> section.requiredEntry(key, "the integration key of a service's Events API v2");
                    case WEBHOOK, SLACK, TEAMS, ALERTMANAGER, MAIL -> section.entry(key);
                };
        return entry == null
                ? null
                : secrets.read(entry.value(), entry.path(), problems).orElse(null);
    }

    /** Webhooks were told of alerts alone before there was a choice, and still are where the file does not choose. */
    private Set<Topic> topics(Kind kind, Section section) {
        Section.Entry entry = section.entry("events");
        if (entry == null) {
            return kind == Kind.WEBHOOK ? EnumSet.of(Topic.ALERTS) : EnumSet.allOf(Topic.class);
        }
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        List<Section.Entry> elements = section.list("events");
        elements.forEach(
                each -> section.scalar(each.value(), each.path(), TOPIC).ifPresent(topics::add));
        if (elements.isEmpty()) {
            problems.add(entry.value(), entry.path(), "must name alerts, rollouts or both");
        }
        return topics;
    }

    /** Services of PagerDuty share a URL; nothing of a routing key can be read off a digest. */
    private static String fingerprint(URI url, @Nullable Secret secret) {
        String text = secret != null && url.equals(PAGERDUTY.url) ? url + " " + secret.reveal() : url.toString();
        byte[] digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
    }
}
