package io.inferencegateway.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On a socket whose time stands still until the test moves it. */
class AcceptPaceTest {
    private final List<Object> greeted = new ArrayList<>();
    private boolean paced = true;
    private final EmbeddedChannel socket = new EmbeddedChannel();

    AcceptPaceTest() {
        socket.freezeTime();
        socket.pipeline().addLast(new AcceptPace(listening -> paced), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object accepted) {
                greeted.add(accepted);
            }
        });
    }

    @Test
    void the_first_passes_at_once_and_the_others_one_by_one_in_their_order() {
        List<Channel> callers = accept(4);
        assertThat(greeted).isEqualTo(callers.subList(0, 1));

        rest();
        assertThat(greeted).isEqualTo(callers.subList(0, 2));
        rest();
        rest();
        assertThat(greeted).isEqualTo(callers);

        rest();
        assertThat(accept(1)).as("after a rest nobody waits").isEqualTo(greeted.subList(4, 5));
    }

    @Test
    void nobody_waits_where_nothing_is_paced() {
        paced = false;

        assertThat(accept(5)).isEqualTo(greeted);
    }

    @Test
    void more_than_may_wait_are_closed() {
        List<Channel> callers = accept(AcceptPace.MOST_WAITING + 3);

        assertThat(callers.stream().filter(caller -> !caller.isOpen())).hasSize(2);
        assertThat(callers.get(AcceptPace.MOST_WAITING).isOpen()).isTrue();
    }

    @Test
    void those_who_wait_are_closed_with_the_socket() {
        List<Channel> callers = accept(3);

        socket.close();

        assertThat(callers.get(0).isOpen()).isTrue();
        assertThat(callers.subList(1, 3)).noneMatch(Channel::isOpen);
    }

    private List<Channel> accept(int count) {
        List<Channel> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(new EmbeddedChannel());
            socket.pipeline().fireChannelRead(callers.get(i));
        }
        return callers;
    }

    private void rest() {
        socket.advanceTimeBy(AcceptPace.REST_MICROS, TimeUnit.MICROSECONDS);
        socket.runScheduledPendingTasks();
    }
}
