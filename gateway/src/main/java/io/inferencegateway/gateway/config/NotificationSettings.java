package io.inferencegateway.gateway.config;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who else hears of alerts and rollouts. Immutable.
 *
 * @param consoleUrl where people reach the console, without a slash at its end, or null
 */
public record NotificationSettings(List<Receiver> receivers, List<Route> routes, @Nullable URI consoleUrl) {
    public NotificationSettings {
        receivers = List.copyOf(receivers);
        routes = List.copyOf(routes);
    }

    /** Without routes: each receiver is told everything it asked for. */
    public NotificationSettings(List<Receiver> receivers, @Nullable URI consoleUrl) {
        this(receivers, List.of(), consoleUrl);
    }

    /**
     * To whom something goes.
     *
     * @param match values by the label that must have one of them; none matches everything
     * @param to names of receivers
     * @param goesOn whether the routes behind it are looked at even where it matches
     */
    public record Route(Map<String, List<String>> match, List<String> to, boolean goesOn) {
        /** What a route can match. */
        public static final List<String> LABELS =
                List.of("topic", "severity", "owner", "model", "version", "monitor", "rule");

        public Route {
            match = Collections.unmodifiableMap(new LinkedHashMap<>(match));
            to = List.copyOf(to);
        }

        boolean matches(Map<String, String> labels) {
            return match.entrySet().stream()
                    .allMatch(wanted -> wanted.getValue().contains(labels.getOrDefault(wanted.getKey(), "")));
        }
    }

    /**
     * Whether something with these labels goes to a receiver. One that no route names gets everything; one that a route
     * names gets what is routed to it, by the first route that matches and those behind it while they go on.
     */
    public boolean reaches(String receiver, Map<String, String> labels) {
        if (routes.stream().noneMatch(route -> route.to().contains(receiver))) {
            return true;
        }
        for (Route route : routes) {
            if (route.matches(labels)) {
                if (route.to().contains(receiver)) {
                    return true;
                }
                if (!route.goesOn()) {
                    return false;
                }
            }
        }
        return false;
    }

    /**
     * A mail server and whom it is to write to.
     *
     * @param authorities whose certificates are believed, or null for those that this Java believes
     * @param user to log in with, together with the receiver's secret; or null
     */
    public record Mail(
            String host,
            int port,
            MailTls tls,
            @Nullable PemFile authorities,
            @Nullable String user,
            String from,
            List<String> to) {
        public Mail {
            to = List.copyOf(to);
        }
    }

    /** When a connection to a mail server is encrypted. */
    public enum MailTls {
        NONE,
        /** After a greeting in clear; a server that can't is refused. */
        STARTTLS,
        IMPLICIT
    }

    /** What a receiver understands. */
    public enum Kind {
        WEBHOOK("webhooks"),
        SLACK("slack"),
        TEAMS("teams"),
        ALERTMANAGER("alertmanager"),
        GRAFANA("grafana"),
        PAGERDUTY("pagerduty"),
        MAIL("mail");

        private final String section;

        Kind(String section) {
            this.section = section;
        }

        /** The key of its list in the configuration. */
        public String section() {
            return section;
        }
    }

    /** What can be told of. */
    public enum Topic {
        ALERTS,
        ROLLOUTS;

        /** As in the configuration. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException where there is none */
        public static Topic of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * @param name in logs and metrics; the kind and the place in its list where the file gives none
     * @param key tells it from all others, over restarts and reloads, and does not tell its URL
     * @param url a credential, as often as not
     * @param urlOrigin where the URL was read from, or null where it stands in the file
     * @param secret what a webhook is signed with, what Grafana, PagerDuty or a mail server asks for; else null
     * @param mail of a mail receiver, else null
     */
    public record Receiver(
            Kind kind,
            String name,
            String key,
            URI url,
            Secret.@Nullable Origin urlOrigin,
            @Nullable Secret secret,
            Set<Topic> topics,
            @Nullable Mail mail) {
        public Receiver {
            topics = topics.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(topics));
        }

        /** One that is reached over HTTP. */
        public Receiver(
                Kind kind,
                String name,
                String key,
                URI url,
                Secret.@Nullable Origin urlOrigin,
                @Nullable Secret secret,
                Set<Topic> topics) {
            this(kind, name, key, url, urlOrigin, secret, topics, null);
        }

        /** Whether the file gives the name. */
        boolean isNamed() {
            return key.equals(kind.section + "-" + name);
        }

        /** Without its URL. */
        @Override
        public String toString() {
            return kind + " " + name;
        }
    }
}
