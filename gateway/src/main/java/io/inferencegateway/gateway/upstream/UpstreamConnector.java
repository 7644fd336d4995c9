package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Opens connections to one upstream: Vert.x connects and does TLS; from there on the bytes are ours. */
final class UpstreamConnector {
    private static final String HTTP_2 = "h2";

    private final NetClient client;
    private final Upstream upstream;
    private final UpstreamTls tls;
    private final ConnectionBudget budget;

    UpstreamConnector(NetClient client, Upstream upstream, UpstreamTls tls, ConnectionBudget budget) {
        this.budget = budget;
        this.client = client;
        this.upstream = upstream;
        this.tls = tls;
    }

    /** Completes on the event loop that asks, with nothing in the pipeline but what TLS needs. */
    Future<Channel> connect(long timeoutMillis) {
        return counted(() -> open(timeoutMillis, false).map(UpstreamConnector::bare));
    }

    /** The same for HTTP/2, on which an upstream over TLS has to agree; over clear text its first frame has to show it. */
    Future<Channel> connectHttp2(long timeoutMillis) {
        return counted(() -> open(timeoutMillis, true).map(socket -> {
            if (upstream.tls() && !HTTP_2.equals(socket.applicationLayerProtocol())) {
                socket.close();
                throw new UncheckedIOException(new NotHttp2Exception("TLS did not agree on " + HTTP_2));
            }
            return bare(socket);
        }));
    }

    private Future<Channel> counted(Supplier<Future<Channel>> opening) {
        if (budget.tryOpen()) {
            return givingBack(opening.get());
        }
        return budget.reclaim((ContextInternal) Vertx.currentContext())
                .compose(freed -> budget.tryOpen()
                        ? givingBack(opening.get())
                        : Future.failedFuture(new ConnectionLimitReached()));
    }

    private Future<Channel> givingBack(Future<Channel> opened) {
        return opened.onSuccess(channel -> channel.closeFuture().addListener(closed -> budget.closed()))
                .onFailure(refused -> budget.closed());
    }

    private Future<NetSocket> open(long timeoutMillis, boolean http2) {
        ConnectOptions options = new ConnectOptions()
                .setHost(upstream.address())
                .setPort(upstream.port())
                .setTimeout((int) Math.min(timeoutMillis, Integer.MAX_VALUE));
        if (upstream.tls()) {
            String name = tls.serverName() == null ? upstream.host() : tls.serverName();
            // The address that is connected to, and the name that has to stand in its certificate.
            options.setRemoteAddress(SocketAddress.inetSocketAddress(upstream.port(), upstream.address()))
                    .setHost(name)
                    .setSsl(true)
                    .setSslOptions(http2 ? agreeingOnHttp2(timeoutMillis) : UpstreamTlsOptions.of(tls, timeoutMillis));
            if (!NetUtil.isValidIpV4Address(name) && !NetUtil.isValidIpV6Address(name)) {
                options.setSniServerName(name);
            }
        }
        return client.connect(options);
    }

    private ClientSSLOptions agreeingOnHttp2(long timeoutMillis) {
        return UpstreamTlsOptions.of(tls, timeoutMillis).setUseAlpn(true).setApplicationLayerProtocols(List.of(HTTP_2));
    }

    private static Channel bare(NetSocket socket) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        List<ChannelHandler> ofVertx = new ArrayList<>();
        for (Map.Entry<String, ChannelHandler> each : pipeline) {
            if (!(each.getValue() instanceof SslHandler)) {
                ofVertx.add(each.getValue());
            }
        }
        ofVertx.forEach(pipeline::remove);
        Unsent.limit(pipeline.channel().config());
        return pipeline.channel();
    }
}
