package io.inferencegateway.gateway.config;

import java.util.Locale;

/** Why the configuration file was read. */
public enum ReloadTrigger {
    /** The gateway began with it. */
    START,
    /** It holds something else than before. */
    FILE,
    /** SIGHUP. */
    SIGNAL,
    /** A request to the admin API. */
    API;

    /** The name in events, logs and answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
