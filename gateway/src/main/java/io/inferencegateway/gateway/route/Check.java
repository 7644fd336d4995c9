package io.inferencegateway.gateway.route;

/**
 * How a version's replicas are asked whether they are well. Immutable.
 *
 * @param path with its query, as it is sent; it begins with a slash
 * @param intervalMillis from one question to the next
 * @param timeoutMillis how long an answer's head may take, connecting included
 * @param healthy how many good answers in a row make a failing replica a good one
 * @param unhealthy how many failures in a row make a good replica a failing one
 * @param leastStatus of a good answer
 * @param mostStatus of a good answer
 */
public record Check(
        String path,
        long intervalMillis,
        long timeoutMillis,
        int healthy,
        int unhealthy,
        int leastStatus,
        int mostStatus) {
    public Check {
        if (!path.startsWith("/") || intervalMillis < 1 || timeoutMillis < 1 || healthy < 1 || unhealthy < 1) {
            throw new IllegalArgumentException("not a check: " + path);
        }
    }

    public boolean isGood(int status) {
        return status >= leastStatus && status <= mostStatus;
    }
}
