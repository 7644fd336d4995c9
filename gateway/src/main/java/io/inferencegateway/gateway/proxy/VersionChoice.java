package io.inferencegateway.gateway.proxy;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.wire.RequestTarget;
import io.inferencegateway.monitoring.stats.Track;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which version serves a request, and why. A function of the route, the target, the header fields and one random
 * number; it changes nothing.
 *
 * @param bySplit whether the traffic split decided: only then is the request evidence in a rollout
 */
record VersionChoice(VersionRoute route, Track track, boolean bySplit) {
    private static final String TRACK_HEADER = "x-igw-track";

    /** Null where the model has no such version or label. */
    static @Nullable VersionChoice of(ModelRoute model, RequestTarget target, MultiMap fields, RandomGenerator random) {
        TrafficSplit split = model.split();
        return switch (target.selector()) {
            case PINNED ->
                model.settings().splitPinned() && target.version() == split.stable()
                        ? split(model, fields, random)
                        : named(model, target.version(), Track.PINNED);
            case LABEL -> {
                Integer version = model.labels().get(target.label());
                if (version == null) {
                    yield null;
                }
                yield named(model, version, version == split.stable() ? Track.STABLE : Track.PINNED);
            }
            case SPLIT -> split(model, fields, random);
            case SERVER, REFUSED -> null;
        };
    }

    private static @Nullable VersionChoice split(ModelRoute model, MultiMap fields, RandomGenerator random) {
        TrafficSplit split = model.split();
        if (split.canaryBasisPoints() == 0) {
            // No header outranks weight 0: after a rollback nobody reaches the canary this way.
            return named(model, split.stable(), true);
        }
        RouteSettings settings = model.settings();
        Cohort cohort = model.cohort();
        String forced = settings.headerOverride() ? fields.get(TRACK_HEADER) : null;
        if ("canary".equals(forced)) {
            return named(model, split.canary(), Track.PINNED);
        }
        if ("stable".equals(forced)) {
            return named(model, split.stable(), Track.PINNED);
        }
        if (cohort != null && !cohort.takes(shown(cohort.header(), cohort.cookie(), fields))) {
            // It is no part of the trial while stable has some of the cohort: the fair comparison is within it. When
            // the
            // canary has all of it, the others are all that can tell an outage of both.
            return named(model, split.stable(), split.canaryBasisPoints() == TrafficSplit.WHOLE);
        }
        String key = stickyKey(settings, fields);
        int point = key == null ? random.nextInt(TrafficSplit.WHOLE) : split.pointOf(key);
        int version = split.versionAt(point);
        return named(model, version == split.canary() && !hasRoom(model) ? split.stable() : version, true);
    }

    /** A canary on trial earns its concurrency; a key that sticks to it waits for that with stable. */
    private static boolean hasRoom(ModelRoute model) {
        CanaryWatch watch = model.watch();
        return watch == null || watch.canary() != model.split().canary() || watch.canaryHasRoom();
    }

    private static @Nullable VersionChoice named(ModelRoute model, int version, boolean bySplit) {
        return named(model, version, version == model.split().stable() ? Track.STABLE : Track.CANARY, bySplit);
    }

    private static @Nullable VersionChoice named(ModelRoute model, int version, Track track) {
        return named(model, version, track, false);
    }

    private static @Nullable VersionChoice named(ModelRoute model, int version, Track track, boolean bySplit) {
        VersionRoute route = model.versions().get(version);
        return route == null ? null : new VersionChoice(route, track, bySplit);
    }

    /** What keeps the caller where it is, or null. */
    static @Nullable String stickyKey(RouteSettings settings, MultiMap fields) {
        return shown(settings.stickyHeader(), settings.stickyCookie(), fields);
    }

    /** What the caller has in the header or, where none is asked for, in the cookie. */
    static @Nullable String shown(@Nullable String header, @Nullable String cookie, MultiMap fields) {
        if (header != null) {
            return fields.get(header);
        }
        return cookie == null ? null : cookieValue(fields.get(HttpHeaderNames.COOKIE), cookie);
    }

    /** The value of the first cookie of this name (RFC 6265, section 4.2.1), or null. */
    static @Nullable String cookieValue(@Nullable String field, String name) {
        if (field == null) {
            return null;
        }
        int start = 0;
        while (start < field.length()) {
            int end = field.indexOf(';', start);
            if (end < 0) {
                end = field.length();
            }
            while (start < end && field.charAt(start) == ' ') {
                start++;
            }
            int equals = start + name.length();
            if (equals < end && field.charAt(equals) == '=' && field.startsWith(name, start)) {
                return field.substring(equals + 1, end).trim();
            }
            start = end + 1;
        }
        return null;
    }
}
