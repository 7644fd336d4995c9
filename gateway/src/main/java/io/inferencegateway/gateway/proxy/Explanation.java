package io.inferencegateway.gateway.proxy;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.AdaptiveLimit;
import io.inferencegateway.gateway.route.CallerTokens;
import io.inferencegateway.gateway.route.CaptureSettings;
import io.inferencegateway.gateway.route.Check;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.RoutingTable;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.trace.TraceParent;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.RequestTarget;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to a request, found with the same code that decides it, without sending anything. Pure.
 *
 * @param served whether an upstream would get it; otherwise the gateway answers itself
 * @param bySplit whether the split chooses its version, so that a rollout would concern it
 * @param lines one fact each, name and value
 */
public record Explanation(boolean served, boolean bySplit, List<Line> lines) {
    public Explanation {
        lines = List.copyOf(lines);
    }

    /** @param name a word or two, such as {@code upstream} */
    public record Line(String name, String value) {}

    /**
     * @param method as a caller would send it
     * @param target the raw request target
     * @param fields the caller's header fields
     * @param random decides where the split does
     */
    public static Explanation of(
            RoutingTable table, String method, String target, MultiMap fields, RandomGenerator random) {
        RequestTarget parsed = RequestTarget.parse(method, target);
        Refusal refusal = parsed.refusal();
        if (refusal != null) {
            return refused(refusal.status(), refusal.detail());
        }
        if (parsed.selector() == RequestTarget.Selector.SERVER) {
            return new Explanation(false, false, List.of(new Line("answer", "204 from the gateway itself")));
        }
        ModelRoute model = table.model(parsed.model());
        VersionChoice choice = model == null ? null : VersionChoice.of(model, parsed, fields, random);
        if (model == null || choice == null) {
            return refused(ProxyFailure.UNKNOWN_MODEL.status(), ProxyFailure.UNKNOWN_MODEL.detail());
        }
        return new Explanation(true, choice.bySplit(), served(method, parsed, model, choice));
    }

    /**
     * What a rollout would mean for the request, where the split chooses its version.
     *
     * @param forms what the configuration says of rollouts of the model
     */
    public static List<Line> inARollout(Forms forms, MultiMap fields) {
        List<Line> lines = new ArrayList<>();
        Cohort cohort = forms.cohort();
        int shadowBasisPoints = forms.shadowBasisPoints();
        if (cohort != null) {
            boolean takesPart = cohort.takes(VersionChoice.shown(cohort.header(), cohort.cookie(), fields));
            String words = takesPart
                    ? "takes part: its " + cohort.words()
                    : "stays with stable until the canary gets everything: only who has " + cohort.words()
                            + " takes part";
            lines.add(new Line("rollout", words));
        }
        if (shadowBasisPoints > 0) {
            String share = percent(shadowBasisPoints);
            lines.add(new Line("shadow", "in a rollout, " + share + "% of what stable serves goes to the canary too"));
        }
        if (forms.stickyHeader() != null || forms.stickyCookie() != null) {
            String key =
                    forms.stickyHeader() != null ? "header " + forms.stickyHeader() : "cookie " + forms.stickyCookie();
            boolean sticks = VersionChoice.shown(forms.stickyHeader(), forms.stickyCookie(), fields) != null;
            lines.add(new Line(
                    "sticky",
                    sticks ? "its " + key + " keeps it on one version" : "drawn anew each time: it has no " + key));
        }
        if (forms.dryRun()) {
            lines.add(new Line(
                    "dry-run", "a rollout takes nothing away by itself, it only says what it would have done"));
        }
        if (!forms.freeze().isEmpty()) {
            lines.add(new Line("freeze", "rollouts are " + forms.freeze() + ": none starts and no step is passed"));
        }
        return lines;
    }

    /**
     * Whether a trace of the request is recorded, where any are.
     *
     * @param follows whether every caller's trace goes on
     * @param share of all others that is recorded, in words
     */
    public static List<Line> ofTraces(MultiMap fields, boolean follows, String share) {
        TraceParent parent = follows ? TraceParent.in(fields) : null;
        if (parent == null) {
            String why = fields.contains("traceparent")
                    ? follows
                            ? "; its traceparent is not well-formed"
                            : "; its traceparent counts only from who is followed"
                    : "";
            return List.of(new Line("trace", share + " of such requests are recorded, in a new trace" + why));
        }
        String words = parent.sampled()
                ? "recorded in " + parent.traceId() + ", as its caller decided"
                : "not recorded, as its caller decided; " + parent.traceId() + " goes on as it came";
        return List.of(new Line("trace", words));
    }

    /**
     * What a model's configuration says of its rollouts, as far as it concerns a request.
     *
     * @param cohort who takes part, or null for everyone
     * @param shadowBasisPoints the share of what stable serves that is copied, 0 for none
     * @param stickyHeader by whose value callers stick to a version; null, with {@code stickyCookie}, for none
     * @param dryRun whether nothing is taken away
     * @param freeze until when nothing starts, in words; empty where nothing is frozen
     */
    public record Forms(
            @Nullable Cohort cohort,
            int shadowBasisPoints,
            @Nullable String stickyHeader,
            @Nullable String stickyCookie,
            boolean dryRun,
            String freeze) {}

    private static Explanation refused(int status, String detail) {
        return new Explanation(false, false, List.of(new Line("answer", status + " " + detail)));
    }

    private static List<Line> served(String method, RequestTarget target, ModelRoute model, VersionChoice choice) {
        RouteSettings settings = model.settings();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("model", model.id()));
        lines.add(new Line("version", choice.route().version().version() + ", " + why(model.split(), choice)));
        for (URI uri : choice.route().upstreams()) {
            lines.add(new Line(
                    "upstream",
                    uri + over(choice.route()) + " gets " + method + " "
                            + target.upstreamTarget(Upstream.basePathOf(uri), settings.keepPath())));
        }
        lines.add(new Line(
                "timeouts",
                String.format(
                        Locale.ROOT,
                        "connect %s, first byte %s, idle %s, total %s, request body %s",
                        seconds(settings.connectTimeoutMillis()),
                        seconds(settings.firstByteTimeoutMillis()),
                        seconds(settings.idleTimeoutMillis()),
                        seconds(settings.totalTimeoutMillis()),
                        seconds(settings.requestBodyTimeoutMillis()))));
        Check check = choice.route().check();
        if (check != null) {
            lines.add(new Line(
                    "check",
                    "GET " + check.path() + " every " + seconds(check.intervalMillis())
                            + "; an upstream that fails it gets nothing while another passes"));
        }
        CallerTokens tokens = settings.tokens();
        if (tokens != null) {
            lines.add(new Line("tokens", "one of " + tokens.names() + "; 401 without"));
        }
        lines.add(new Line(
                "limits",
                String.format(
                        Locale.ROOT,
                        "request body %,d bytes, %,d requests in flight, %,d more wait up to %s",
                        settings.requestBodyLimitBytes(),
                        settings.inFlightLimit(),
                        settings.queueLimit(),
                        seconds(settings.queueWaitMillis()))));
        if (settings.connectionLimit() > 0) {
            lines.add(new Line(
                    "limits",
                    String.format(
                            Locale.ROOT,
                            "%,d connections to each upstream; 503 where all are in use",
                            settings.connectionLimit())));
        }
        AdaptiveLimit adaptive = settings.adaptive();
        if (adaptive != null) {
            lines.add(new Line(
                    "adaptive",
                    String.format(
                            Locale.ROOT,
                            "between %,d and %,d requests in flight, as fast as its upstreams answer",
                            adaptive.minimum(),
                            adaptive.maximum())));
        }
        if (settings.hedgeAfterMillis() > 0) {
            lines.add(new Line(
                    "hedge",
                    "another replica is asked as well after " + seconds(settings.hedgeAfterMillis())
                            + ", where the request may be repeated"));
        }
        RateLimit rate = settings.rate();
        if (rate != null) {
            lines.add(new Line("rate", rate(rate)));
        }
        CaptureSettings capture = settings.capture();
        if (capture != null && method.equals("POST")) {
            lines.add(new Line("quality", capture(capture)));
        }
        return lines;
    }

    private static String rate(RateLimit rate) {
        String header = rate.header();
        String whose = header != null ? "each value of " + header : rate.byAddress() ? "each address" : "the model";
        return String.format(
                Locale.ROOT,
                "%,d requests at once and then one every %.6g s, for %s; 429 above",
                rate.burst(),
                rate.intervalNanos() / 1e9,
                whose);
    }

    private static String capture(CaptureSettings capture) {
        return String.format(
                Locale.ROOT,
                "%s%% of such requests and their answers are looked at for drift, where neither is above %,d bytes",
                percent(capture.sampleBasisPoints()),
                capture.bodyLimitBytes());
    }

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString();
    }

    private static String over(VersionRoute version) {
        return switch (version.protocol()) {
            case HTTP1 -> "";
            case HTTP2 -> " over HTTP/2";
        };
    }

    private static String why(TrafficSplit split, VersionChoice choice) {
        if (!choice.bySplit()) {
            return "named by the request";
        }
        return choice.route().version().version() == split.stable() && !split.hasCanary()
                ? "stable, which serves before any rollout"
                : "chosen by the split";
    }

    private static String seconds(long millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
