package io.inferencegateway.gateway.endtoend;

import java.util.List;

/**
 * Queries that others have published for ingress-nginx, word by word but for line breaks and the variables of Grafana and
 * Flagger, which {@link #with} fills.
 */
final class PublishedQueries {
    private static final String CONTROLLER =
            "controller_pod=~\"$controller\",controller_class=~\"$controller_class\",controller_namespace=~\"$namespace\"";
    private static final String OF_TARGET =
            "controller_pod=~\"$controller\",controller_class=~\"$controller_class\",namespace=~\"$namespace\"";
    private static final String INGRESS = "ingress=~\"$ingress\",exported_namespace=~\"$exported_namespace\"";

    /** The official dashboard "NGINX Ingress controller": those that have a value while nothing is wrong. */
    static final List<String> CONTROLLER_BOARD = List.of(
            "sum(changes(nginx_ingress_controller_config_last_reload_successful_timestamp_seconds{instance!=\"unknown\","
                    + "controller_class=~\"$controller_class\",namespace=~\"$namespace\"}[30s])) by (controller_class)",
            "round(sum(irate(nginx_ingress_controller_requests{" + OF_TARGET + "}[2m])), 0.001)",
            "sum(avg_over_time(nginx_ingress_controller_nginx_process_connections{" + CONTROLLER
                    + ",state=\"active\"}[2m]))",
            "avg(irate(nginx_ingress_controller_success{" + CONTROLLER + "}[1m])) * 60",
            "round(sum(irate(nginx_ingress_controller_requests{" + CONTROLLER + "," + INGRESS
                    + "}[2m])) by (ingress), 0.001)",
            "sum (irate (nginx_ingress_controller_request_size_sum{" + CONTROLLER + "}[2m]))",
            "- sum (irate (nginx_ingress_controller_response_size_sum{" + CONTROLLER + "}[2m]))",
            "avg(nginx_ingress_controller_nginx_process_resident_memory_bytes{" + CONTROLLER + "}) ",
            "avg (rate (nginx_ingress_controller_nginx_process_cpu_seconds_total{" + CONTROLLER + "}[2m])) ",
            "sum(irate(nginx_ingress_controller_request_size_sum{ingress!=\"\"," + CONTROLLER + "," + INGRESS
                    + "}[2m])) by (ingress)",
            "sum(irate(nginx_ingress_controller_response_size_sum{ingress!=\"\"," + CONTROLLER + "," + INGRESS
                    + "}[2m])) by (ingress)",
            "sum(increase(nginx_ingress_controller_request_duration_seconds_bucket{ingress!=\"\"," + CONTROLLER + ","
                    + INGRESS + "}[2m])) by (le)");

    /** Of the same, by ingress: the share of answers that are no error. */
    static final String SUCCESS_BY_INGRESS = "sum(rate(nginx_ingress_controller_requests{" + OF_TARGET + "," + INGRESS
            + ",status!~\"[4-5].*\"}[2m])) by (ingress) / sum(rate(nginx_ingress_controller_requests{" + OF_TARGET + ","
            + INGRESS + "}[2m])) by (ingress)";

    static final String SUCCESS = "sum(rate(nginx_ingress_controller_requests{" + OF_TARGET
            + ",status!~\"[4-5].*\"}[2m])) / sum(rate(nginx_ingress_controller_requests{" + OF_TARGET + "}[2m]))";

    static final String RELOADS_FAILED =
            "count(nginx_ingress_controller_config_last_reload_successful{controller_pod=~\"$controller\","
                    + "controller_namespace=~\"$namespace\"} == 0)";

    /** @param quantile 0.50, 0.90 or 0.99 */
    static String latencyByIngress(String quantile) {
        return "histogram_quantile(" + quantile
                + ", sum(rate(nginx_ingress_controller_request_duration_seconds_bucket{ingress!=\"\"," + CONTROLLER
                + ","
                + INGRESS + "}[2m])) by (le, ingress))";
    }

    /** The official dashboard "Request Handling Performance". */
    static final List<String> HANDLING_BOARD = List.of(
            "histogram_quantile( 0.95, sum by (le)( rate( nginx_ingress_controller_request_duration_seconds_bucket{"
                    + " ingress =~ \"$ingress\" }[5m] ) ) )",
            "histogram_quantile( 0.99, sum by (le)( rate( nginx_ingress_controller_response_duration_seconds_bucket{"
                    + " ingress =~ \"$ingress\" }[5m] ) ) )",
            "sum by (method, host, path)( rate( nginx_ingress_controller_request_duration_seconds_count{"
                    + " ingress =~ \"$ingress\" }[5m] ) )",
            "histogram_quantile( .5, sum by (le, method, host, path)( rate("
                    + " nginx_ingress_controller_response_duration_seconds_bucket{ ingress =~ \"$ingress\" }[5m] ) ) )",
            "sum by (method, host, path) (rate(nginx_ingress_controller_response_duration_seconds_sum{ingress =~"
                    + " \"$ingress\"}[5m]))",
            "sum ( rate( nginx_ingress_controller_request_duration_seconds_count{ ingress =~ \"$ingress\", status"
                    + " =~\"[4-5].*\", }[5m] ) ) by(method, host, path, status)",
            "sum (rate(nginx_ingress_controller_response_size_bucket{ ingress =~ \"$ingress\", }[5m])) by (le)");

    static final String ERRORS_BY_PATH =
            "sum by (method, host, path) (rate(nginx_ingress_controller_request_duration_seconds_count{ ingress =~"
                    + " \"$ingress\", status =~ \"[4-5].*\" }[5m])) / sum by (method, host, path)"
                    + " (rate(nginx_ingress_controller_request_duration_seconds_count{ ingress =~ \"$ingress\", }[5m]))";

    static final String AVERAGE_ANSWER =
            "sum ( rate ( nginx_ingress_controller_response_size_sum { ingress =~ \"$ingress\", }[5m] ) ) by (method,"
                    + " host, path) / sum ( rate( nginx_ingress_controller_response_size_count { ingress =~"
                    + " \"$ingress\", }[5m] ) ) by (method, host, path)";

    /** Flagger's provider for nginx. */
    static final String FLAGGER_SUCCESS_RATE =
            "sum( rate( nginx_ingress_controller_requests{ namespace=\"$exported_namespace\", ingress=\"$ingress\","
                    + " status!~\"5.*\" }[1m] ) ) / sum( rate( nginx_ingress_controller_requests{"
                    + " namespace=\"$exported_namespace\", ingress=\"$ingress\" }[1m] ) ) * 100";

    static final String FLAGGER_DURATION = "sum( rate( nginx_ingress_controller_ingress_upstream_latency_seconds_sum{"
            + " namespace=\"$exported_namespace\", ingress=\"$ingress\" }[1m] ) ) / sum( rate("
            + " nginx_ingress_controller_ingress_upstream_latency_seconds_count{"
            + " namespace=\"$exported_namespace\", ingress=\"$ingress\" }[1m] ) ) * 1000";

    /** What teams that serve models have on their boards. */
    static final String PATH_QUANTILE = "histogram_quantile(0.99, sum(rate("
            + "nginx_ingress_controller_request_duration_seconds_bucket{ path=~\"/models/$ingress.*\" }[5m])) by (le))";

    static final String PATH_ERRORS = "100 * (sum(increase(nginx_ingress_controller_requests{"
            + "status=~\"400|402|403|404|405|406|408|429|5..\", path=~\"/models/$ingress/v/2.*\"}[1m])) /"
            + " sum(increase(nginx_ingress_controller_requests{path=~\"/models/$ingress/v/2.*\"}[1m])))";

    static final String PATH_STATUSES =
            "sum(increase(nginx_ingress_controller_requests{ path=~\"/models/$ingress.*\" }[1m])) by (status)";

    static final String PATH_PER_MINUTE =
            "sum(rate(nginx_ingress_controller_requests{ path=~\"/models/$ingress.*\" }[1m])) * 60";

    private PublishedQueries() {}

    /** The query for everything of one model. */
    static String with(String query, String model) {
        return query.replace("$controller_class", ".*")
                .replace("$controller", ".*")
                .replace("$exported_namespace", "default")
                .replace("$namespace", "default")
                .replace("$ingress", model);
    }
}
