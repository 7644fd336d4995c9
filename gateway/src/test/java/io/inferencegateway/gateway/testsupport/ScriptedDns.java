package io.inferencegateway.gateway.testsupport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A name server on loopback, over UDP, that says what a test tells it to. It is authoritative for everything: what it was
 * not told is NXDOMAIN. Thread-safe.
 */
public final class ScriptedDns implements AutoCloseable {
    private final Map<String, List<Said>> said = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final MultiThreadIoEventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private volatile DnsResponseCode failure = DnsResponseCode.NOERROR;
    private volatile boolean silent;

    private record Said(DnsRecordType type, int ttlSeconds, byte[] data) {}

    public ScriptedDns() {
        this.channel = new Bootstrap()
                .group(threads)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        created.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(),
                                        new DatagramDnsResponseEncoder(),
                                        new SimpleChannelInboundHandler<DatagramDnsQuery>() {
                                            @Override
                                            protected void channelRead0(
                                                    ChannelHandlerContext ctx, DatagramDnsQuery query) {
                                                answer(ctx, query);
                                            }
                                        });
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** From now on the name has exactly these addresses; none for a name that is there and has none. */
    public ScriptedDns host(String name, int ttlSeconds, String... addresses) {
        List<Said> records = new ArrayList<>();
        for (String address : addresses) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
            records.add(new Said(bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA, ttlSeconds, bytes));
        }
        said.put(key(name), List.copyOf(records));
        return this;
    }

    /** From now on the service is offered by these, each {@code priority weight port host}. */
    public ScriptedDns service(String name, int ttlSeconds, String... offers) {
        List<Said> records = new ArrayList<>();
        for (String offer : offers) {
            String[] parts = offer.split(" ");
            ByteBuf data = Unpooled.buffer();
            for (int i = 0; i < 3; i++) {
                data.writeShort(Integer.parseInt(parts[i]));
            }
            for (String label : parts[3].split("\\.")) {
                data.writeByte(label.length()).writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
            data.writeByte(0);
            byte[] bytes = new byte[data.readableBytes()];
            data.readBytes(bytes);
            records.add(new Said(DnsRecordType.SRV, ttlSeconds, bytes));
        }
        said.put(key(name), List.copyOf(records));
        return this;
    }

    /** From now on the name does not exist. */
    public ScriptedDns forget(String name) {
        said.remove(key(name));
        return this;
    }

    /** From now on every answer is this code; NOERROR to go on as told. */
    public ScriptedDns failing(DnsResponseCode code) {
        failure = code;
        return this;
    }

    /** From now on nobody gets an answer, or everybody does again. */
    public ScriptedDns silent(boolean on) {
        silent = on;
        return this;
    }

    /** Every question so far, as {@code A name.}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void answer(ChannelHandlerContext ctx, DatagramDnsQuery query) {
        DnsQuestion question = query.recordAt(DnsSection.QUESTION);
        asked.add(question.type().name() + " " + question.name());
        if (silent) {
            return;
        }
        DatagramDnsResponse response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
        response.setAuthoritativeAnswer(true).setRecursionAvailable(true);
        response.addRecord(DnsSection.QUESTION, (DnsRecord) question);
        List<Said> records = said.get(key(question.name()));
        if (!failure.equals(DnsResponseCode.NOERROR)) {
            response.setCode(failure);
        } else if (records == null) {
            response.setCode(DnsResponseCode.NXDOMAIN);
        } else {
            for (Said each : records) {
                if (each.type.equals(question.type())) {
                    response.addRecord(
                            DnsSection.ANSWER,
                            new DefaultDnsRawRecord(
                                    question.name(), each.type, each.ttlSeconds, Unpooled.wrappedBuffer(each.data)));
                }
            }
        }
        ctx.writeAndFlush(response);
    }

    private static String key(String name) {
        return (name.endsWith(".") ? name : name + ".").toLowerCase(Locale.ROOT);
    }
}
