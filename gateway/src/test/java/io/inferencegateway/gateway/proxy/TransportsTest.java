package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportsTest {
    /** Where the host can't give it, what it falls back to has to serve as well. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"auto", "io_uring", "epoll", "nio", "no such transport"})
    void serves_on_whichever_transport_is_chosen(String wanted) {
        Transport chosen = Transports.choose(wanted);
        assertThat(chosen.available()).isTrue();
        Vertx vertx = Vertx.builder().withTransport(chosen).build();
        try {
            ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
            RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
            assertThat(proxy.exchange("GET /models/m/v/1/x HTTP/1.1\r\nHost: h\r\n\r\n")
                            .content())
                    .isEqualTo("x");
        } finally {
            RunningProxy.await(vertx.close());
        }
    }

    @Test
    void nio_is_given_to_whom_asks_for_it_and_automatic_takes_the_best_there_is() {
        assertThat(Transports.choose("nio")).isSameAs(Transport.NIO);
        Transport best = Transport.IO_URING != null && Transport.IO_URING.available()
                ? Transport.IO_URING
                : Transport.EPOLL != null && Transport.EPOLL.available() ? Transport.EPOLL : Transport.NIO;
        assertThat(Transports.choose(Transports.AUTOMATIC)).isSameAs(best);
    }
}
