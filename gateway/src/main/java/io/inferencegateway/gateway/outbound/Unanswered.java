package io.inferencegateway.gateway.outbound;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A request of the gateway's own that came to nothing, as a person reads of it. Pure. */
public final class Unanswered {
    private Unanswered() {}

    /** Why there was no answer. Never the message of the failure: it may quote the URL, or what was sent. */
    public static String inWords(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnknownHostException) {
                return "its name is not known";
            } else if (each instanceof SSLException) {
                return "TLS with it failed";
            } else if (each instanceof TimeoutException) {
                return "it did not answer in time";
            } else if (each instanceof ConnectException) {
                return "it can't be connected to";
            }
        }
        return "the connection ended without an answer";
    }
}
