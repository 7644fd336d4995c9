package io.inferencegateway.gateway.control;

import io.inferencegateway.canary.rollout.Remark;
import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.notify.Announcement;
import io.inferencegateway.gateway.notify.Announcement.Condition;
import io.inferencegateway.gateway.notify.Severity;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is announced of alert changes and rollouts, in words. Pure but for the links in force. */
public final class Announcements {
    /** A rollback is news, not a state to be mended: nobody ends it. */
    private static final Duration ROLLBACK_STANDS = Duration.ofHours(1);

    private static final String PAUSED = "RolloutPaused";
    private static final String REGRESSED = "RolloutRegressed";
    private static final String REGRESSION = Remark.REGRESSION.label();
    private static final String ROLLED_BACK = "RolloutRolledBack";

    private final Links links;

    public Announcements(Links links) {
        this.links = links;
    }

    JsonObject shown(RolloutView rollout) {
        return links.shown(rollout);
    }

    JsonObject shown(Notification alert) {
        return links.with(alert.toJson(), runbook(alert));
    }

    private @Nullable String runbook(Notification alert) {
        if (alert.notice().runbook() != null) {
            return alert.notice().runbook();
        }
        return alert.model() == null ? null : links.runbook(alert.model(), alert.version(), alert.state());
    }

    Announcement of(Notification alert) {
        boolean firing = alert.state().equals("firing");
        boolean resolved = alert.state().equals("resolved");
        boolean acknowledged = alert.event() == Notification.Event.ACKNOWLEDGED;
        String value = alert.value() == null ? "no data" : figure(alert.value());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("monitor", alert.monitor());
        facts.put("severity", alert.severity());
        if (alert.notice().owner() != null) {
            facts.put("owner", alert.notice().owner());
        }
        if (alert.acknowledgedBy() != null) {
            facts.put("acknowledged by", alert.acknowledgedBy());
        }
        return new Announcement(
                Topic.ALERTS,
                "alert." + alert.type(),
                firing && !acknowledged ? severity(alert.severity()) : resolved ? Severity.GOOD : Severity.INFO,
                !firing && !resolved,
                alert.time(),
                null,
                alert.model(),
                alert.model() == null ? null : alert.version(),
                title(alert),
                reason(alert, value, firing),
                facts,
                runbook(alert),
                links.console(),
                alert.webhookBody().encode(),
                conditions(alert, firing),
                routed(alert));
    }

    /** What is repeated to people is not repeated to programs: they know since when it stands. */
    private static List<Condition> conditions(Notification alert, boolean firing) {
        boolean changes =
                switch (alert.event()) {
                    case CHANGE, SILENCE_ENDED -> !alert.state().equals("pending");
                    case REMINDER, ACKNOWLEDGED -> false;
                };
        return changes ? List.of(new Condition(alert.rule(), labels(alert), firing, 0)) : List.of();
    }

    private static String title(Notification alert) {
        String what =
                switch (alert.event()) {
                    case CHANGE, SILENCE_ENDED -> alert.state();
                    case REMINDER -> "still firing";
                    case ACKNOWLEDGED -> "acknowledged by " + alert.acknowledgedBy();
                };
        return subject(alert) + ": " + alert.rule() + " " + what;
    }

    /** What was seen; while it fires, also what that means and what to do first. */
    private static String reason(Notification alert, String value, boolean firing) {
        String seen = alert.metric() + " is " + value + ", the threshold " + figure(alert.threshold());
        return Stream.of(
                        seen,
                        firing ? alert.notice().summary() : "",
                        firing ? alert.notice().mitigation() : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(". "));
    }

    private static String subject(Notification alert) {
        return alert.model() == null ? alert.monitor() : alert.model() + " version " + alert.version();
    }

    /** What routes see of it. */
    private static Map<String, String> routed(Notification alert) {
        Map<String, String> labels = labels(alert);
        labels.put("rule", alert.rule());
        labels.put("topic", Topic.ALERTS.label());
        return labels;
    }

    private static Map<String, String> labels(Notification alert) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("monitor", alert.monitor());
        if (alert.model() != null) {
            labels.put("model", alert.model());
            labels.put("version", Integer.toString(alert.version()));
        }
        labels.put("metric", alert.metric());
        labels.put("severity", alert.severity());
        if (alert.notice().owner() != null) {
            labels.put("owner", alert.notice().owner());
        }
        return labels;
    }

    /** A rule's severity is the operator's own word. */
    private static Severity severity(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "critical", "page" -> Severity.CRITICAL;
            case "info" -> Severity.INFO;
            default -> Severity.WARNING;
        };
    }

    Announcement of(RolloutView rollout, RolloutView.Change change) {
        String event = event(rollout, change);
        boolean byGateway = change.actor().equals(Rollout.GATEWAY);
        Severity severity = severity(event, byGateway);
        boolean ended = event.equals(change.to()) && change.to().matches("promoted|rolled_back");
        String runbook = links.runbook(rollout.model(), rollout.canary(), event);
        String title = title(rollout, change, event);
        // Of a rollback the last change says only that nothing is left to do.
        String reason = change.to().equals("rolled_back") ? rollout.reason() : change.reason();
        JsonObject body = new JsonObject()
                .put("type", "rollout." + event)
                .put("time", change.time().toString())
                .put("severity", severity.label())
                .put("model", rollout.model())
                .put("version", rollout.canary())
                .put("stable", rollout.stable())
                .put("epoch", rollout.epoch())
                .put("from", change.from())
                .put("phase", change.to())
                .put("step", change.step())
                .put("weight", RolloutView.share(change.weightBasisPoints()))
                .put("actor", change.actor())
                .put("title", title)
                .put("reason", reason)
                .put("started_at", rollout.startedAt().toString())
                .put("evidence", rollout.toJson().getJsonArray("evidence"))
                .put("runbook", runbook)
                .put("link", links.console());
        return new Announcement(
                Topic.ROLLOUTS,
                "rollout." + event,
                severity,
                event.equals("rolled_back") || event.equals("restarted"),
                change.time(),
                ended ? rollout.startedAt() : null,
                rollout.model(),
                rollout.canary(),
                title,
                reason,
                facts(rollout, change),
                runbook,
                links.console(),
                body.encode(),
                conditions(rollout, change, byGateway));
    }

    /** The last part of the type. */
    private static String event(RolloutView rollout, RolloutView.Change change) {
        if (!change.remark().isEmpty()) {
            return change.remark();
        }
        return switch (change.to()) {
            case "pending" -> "started";
            case "progressing" ->
                change.from().equals("paused")
                        ? "resumed"
                        : change.step() == stepBefore(rollout, change)
                                        && change.from().equals("progressing")
                                ? "restarted"
                                : "step";
            case "promoting" -> change.from().equals("promoting") ? "restarted" : "promoting";
            default -> change.to();
        };
    }

    private static int stepBefore(RolloutView rollout, RolloutView.Change change) {
        int place = rollout.history().lastIndexOf(change);
        return place < 1 ? -1 : rollout.history().get(place - 1).step();
    }

    private static Severity severity(String event, boolean byGateway) {
        return switch (event) {
            case "regression" -> Severity.CRITICAL;
            case "would_have" -> Severity.WARNING;
            case "rolling_back", "rolled_back" -> byGateway ? Severity.CRITICAL : Severity.WARNING;
            case "paused" -> byGateway ? Severity.WARNING : Severity.INFO;
            case "promoted" -> Severity.GOOD;
            default -> Severity.INFO;
        };
    }

    private static String title(RolloutView rollout, RolloutView.Change change, String event) {
        String version = "version " + rollout.canary();
        String share = RolloutView.share(change.weightBasisPoints());
        String what =
                switch (event) {
                    case "started" -> "rollout of " + version + " started";
                    case "step" -> version + " gets " + share;
                    case "paused" -> "rollout of " + version + " paused at " + share;
                    case "resumed" -> "rollout of " + version + " resumed at " + share;
                    case "restarted" -> "rollout of " + version + " goes on after a restart of the gateway";
                    case "promoting" -> version + " gets everything; version " + rollout.stable() + " is kept warm";
                    case "promoted" -> version + " promoted: it is the new stable version";
                    case "rolling_back" -> version + " rolled back: version " + rollout.stable() + " serves again";
                    case "regression" -> version + " has become worse since it was promoted";
                    case "would_have" -> version + ": a dry run lets pass what would have been stopped";
                    case "rolled_back" -> version + " has no request left";
                    default -> "rollout of " + version + ": " + event.replace('_', ' ');
                };
        return rollout.model() + ": " + what;
    }

    private static Map<String, String> facts(RolloutView rollout, RolloutView.Change change) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("stable → canary", rollout.stable() + " → " + rollout.canary());
        facts.put("canary's share", RolloutView.share(change.weightBasisPoints()));
        facts.put("by", change.actor());
        for (RolloutView.Test test : rollout.evidence()) {
            if (!test.verdict().equals("ok")) {
                facts.put(
                        test.test() + ": " + test.verdict(),
                        String.format(
                                Locale.ROOT,
                                "%,d of %,d bad, E = %s, critical at %s",
                                test.bad(),
                                test.n(),
                                figure(test.eValue()),
                                figure(test.threshold())));
            }
        }
        return facts;
    }

    private static List<Condition> conditions(RolloutView rollout, RolloutView.Change change, boolean byGateway) {
        if (!change.remark().isEmpty()) {
            return change.remark().equals(REGRESSION)
                    ? List.of(new Condition(
                            REGRESSED, labels(rollout, Severity.CRITICAL), true, ROLLBACK_STANDS.toMillis()))
                    : List.of();
        }
        List<Condition> conditions = new ArrayList<>();
        boolean pauses = change.to().equals("paused") && byGateway;
        if (pauses || change.from().equals("paused")) {
            conditions.add(new Condition(PAUSED, labels(rollout, Severity.WARNING), pauses, 0));
        }
        if (change.to().equals("rolling_back") && byGateway) {
            conditions.add(
                    new Condition(ROLLED_BACK, labels(rollout, Severity.CRITICAL), true, ROLLBACK_STANDS.toMillis()));
        } else if (change.to().equals("pending")) {
            conditions.add(new Condition(ROLLED_BACK, labels(rollout, Severity.CRITICAL), false, 0));
        }
        return conditions;
    }

    private static Map<String, String> labels(RolloutView rollout, Severity severity) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("model", rollout.model());
        labels.put("version", Integer.toString(rollout.canary()));
        labels.put("severity", severity.label());
        return labels;
    }

    /** From its time on, a rule that is no longer watched over fires no longer: only who remembers conditions is told. */
    static Announcement withdrawn(Notification lastFiring) {
        return new Announcement(
                Topic.ALERTS,
                "alert.removed",
                Severity.INFO,
                true,
                lastFiring.time(),
                null,
                lastFiring.model(),
                lastFiring.version(),
                lastFiring.rule() + " was removed or changed",
                "",
                Map.of(),
                null,
                null,
                "{}",
                List.of(new Condition(lastFiring.rule(), labels(lastFiring), false, 0)),
                routed(lastFiring));
    }

    /** Four digits at most behind the point; without a point where it is large. */
    private static String figure(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    }
}
