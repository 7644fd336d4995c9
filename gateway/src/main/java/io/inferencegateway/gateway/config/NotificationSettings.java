package io.inferencegateway.gateway.config;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who else hears of alerts and rollouts. Immutable.
 *
 * @param consoleUrl where people reach the console, without a slash at its end, or null
 */
public record NotificationSettings(List<Receiver> receivers, @Nullable URI consoleUrl) {
    public NotificationSettings {
        receivers = List.copyOf(receivers);
    }

    /** What a receiver understands. */
    public enum Kind {
        WEBHOOK("webhooks"),
        SLACK("slack"),
        TEAMS("teams"),
        ALERTMANAGER("alertmanager"),
        GRAFANA("grafana");

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
     * @param secret what a webhook is signed with, what Grafana asks for; else null
     */
    public record Receiver(
            Kind kind,
            String name,
            String key,
            URI url,
            Secret.@Nullable Origin urlOrigin,
            @Nullable Secret secret,
            Set<Topic> topics) {
        public Receiver {
            topics = topics.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(topics));
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
