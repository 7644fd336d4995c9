package io.inferencegateway.gateway.state;

/**
 * What the store allows itself.
 *
 * @param busyMillis how long a write waits for another process that holds the file
 * @param maxPages how large the file may grow, in pages of 4 KiB; at the bound writes fail as on a full disk
 */
record SqliteLimits(int busyMillis, int maxPages) {
    /** 4 GiB: a day of slots of some ten thousand versions. */
    static final SqliteLimits DEFAULT = new SqliteLimits(2_000, 1 << 20);
}
