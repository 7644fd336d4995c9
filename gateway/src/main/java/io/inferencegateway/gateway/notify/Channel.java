package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a kind of receiver wants to be sent. Pure: the same announcement has the same shape. */
interface Channel {
    /** One JSON document for the announcement, or nothing where this kind of receiver has no use for it. */
    Optional<String> shape(Announcement announcement);

    /** The documents for the announcement, in order: most kinds of receivers want one at most. */
    default List<String> letters(Announcement announcement) {
        return shape(announcement).stream().toList();
    }

    /** What is sent of a letter. What only the receiver may know is added here: letters are stored. */
    default String body(Letter letter) {
        return letter.body();
    }

    /** Where it is posted to: a credential, never to be shown. */
    URI url();

    /** Fields of the request besides its type, of one attempt. */
    default Map<String, String> fields(Letter letter, long nowSeconds) {
        return Map.of();
    }

    static Channel of(Receiver receiver) {
        return switch (receiver.kind()) {
            case WEBHOOK -> new WebhookChannel(receiver);
            case SLACK -> new SlackChannel(receiver.url());
            case TEAMS -> new TeamsChannel(receiver.url());
            case ALERTMANAGER -> new AlertmanagerChannel(receiver.url());
            case GRAFANA -> new GrafanaChannel(receiver);
            case PAGERDUTY -> new PagerDutyChannel(receiver);
            case MAIL -> new MailChannel(receiver);
        };
    }

    /** A path of an API below the URL at which it is installed. */
    static URI below(URI base, String path) {
        String url = base.toString();
        return URI.create((url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + path);
    }
}
