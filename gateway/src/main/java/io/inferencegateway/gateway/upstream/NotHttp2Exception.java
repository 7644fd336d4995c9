package io.inferencegateway.gateway.upstream;

import java.io.IOException;

/** An upstream that is configured to speak HTTP/2 does not, or takes no request over it. */
public final class NotHttp2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    NotHttp2Exception(String detail) {
        super(detail);
    }

    /** Without a stack trace: it says nothing about this program. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
