package io.inferencegateway.gateway.discovery.dns;

import io.inferencegateway.gateway.discovery.Answer;
import io.inferencegateway.gateway.discovery.Answer.Failure;
import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks name servers over UDP, and over TCP where an answer is cut short. Nothing is remembered: when a name is asked for
 * again is not decided here. Owner: one event loop.
 */
final class DnsLookup implements Lookup, AutoCloseable {
    /** A service that is offered by more hosts is used through as many of them. */
    private static final int MOST_HOSTS = 64;

    private static final int MOST_QUERIES = 16;

    private final ContextInternal context;
    private final DnsNameResolver resolver;
    private final SearchPath search;
    private final Duration timeout;

    DnsLookup(ContextInternal context, DnsSettings settings, SearchPath search) {
        this.context = context;
        this.search = search;
        this.timeout = settings.timeout();
        VertxInternal vertx = context.owner();
        EventLoop loop = context.nettyEventLoop();
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(() -> vertx.transport().datagramChannel())
                .socketChannelFactory(() ->
                        (SocketChannel) vertx.transport().channelFactory(false).newChannel())
                // It knows names without their last dot.
                .hostsFileEntriesResolver(
                        (host, types) -> HostsFileEntriesResolver.DEFAULT.address(withoutLastDot(host), types))
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .maxQueriesPerResolve(MOST_QUERIES)
                // So that a second server is asked while there is time.
                .queryTimeoutMillis(Math.max(1, settings.timeout().toMillis() / 2));
        if (!settings.servers().isEmpty()) {
            DnsServerAddresses servers = DnsServerAddresses.sequential(settings.servers());
            builder.nameServerProvider(hostname -> servers.stream());
        }
        this.resolver = builder.build();
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public Future<Answer> of(ServiceName name) {
        Promise<Answer> answer = context.promise();
        long timer = context.owner()
                .setTimer(timeout.toMillis(), late -> answer.tryComplete(new Answer.Failed(Failure.TIMEOUT)));
        Future<Answer> found = name.service() ? service(name.name() + ".") : host(name, search.candidates(name.name()));
        found.onComplete(done -> {
            context.owner().cancelTimer(timer);
            answer.tryComplete(done.succeeded() ? done.result() : new Answer.Failed(Failure.SERVER_FAILURE));
        });
        return answer.future();
    }

    /** The first candidate that leads somewhere; else what the first one that is not simply absent failed with. */
    private Future<Answer> host(ServiceName name, List<String> candidates) {
        Future<Answer> first = addresses(candidates.get(0), name.port(), 0, 1);
        if (candidates.size() == 1) {
            return first;
        }
        return first.compose(answer -> {
            if (answer instanceof Answer.Found) {
                return Future.succeededFuture(answer);
            }
            return host(name, candidates.subList(1, candidates.size())).map(next -> better(answer, next));
        });
    }

    private static Answer better(Answer failed, Answer next) {
        boolean nextIsPlainlyAbsent = next instanceof Answer.Failed other && other.why() == Failure.NOT_FOUND;
        return nextIsPlainlyAbsent ? failed : next;
    }

    private Future<Answer> service(String name) {
        return query(name, DnsRecordType.SRV, ServiceRecord::of).compose(found -> {
            Failure failure = found.failure();
            if (failure != null) {
                return Future.succeededFuture(new Answer.Failed(failure));
            }
            List<ServiceRecord> offered = found.values().stream()
                    .filter(record -> !record.isDecline())
                    .limit(MOST_HOSTS)
                    .toList();
            if (offered.isEmpty()) {
                return Future.succeededFuture(new Answer.Failed(Failure.EMPTY));
            }
            List<Future<Answer>> hosts = offered.stream()
                    .map(record -> addresses(record.target(), record.port(), record.priority(), record.weight()))
                    .toList();
            return Future.join(hosts).transform(all -> Future.succeededFuture(merged(hosts, found.ttlSeconds())));
        });
    }

    /** Hosts that can't be found are left out as long as there is one that can. */
    private static Answer merged(List<Future<Answer>> hosts, long ttlSeconds) {
        List<Endpoint> endpoints = new ArrayList<>();
        long ttl = ttlSeconds;
        Answer failed = new Answer.Failed(Failure.EMPTY);
        for (Future<Answer> host : hosts) {
            if (host.result() instanceof Answer.Found found) {
                endpoints.addAll(found.endpoints());
                ttl = Math.min(ttl, found.ttlSeconds());
            } else {
                failed = host.result();
            }
        }
        return endpoints.isEmpty() ? failed : Answer.Found.of(endpoints, ttl);
    }

    /** IPv6 only where there is no IPv4: two addresses of one host are no two replicas. */
    private Future<Answer> addresses(String host, int port, int priority, int weight) {
        return query(host, DnsRecordType.A, ServiceRecord::addressOf)
                .compose(four -> four.failure() == Failure.EMPTY
                        ? query(host, DnsRecordType.AAAA, ServiceRecord::addressOf)
                        : Future.succeededFuture(four))
                .map(found -> answer(found, port, priority, weight));
    }

    private static Answer answer(Records<String> found, int port, int priority, int weight) {
        Failure failure = found.failure();
        if (failure != null) {
            return new Answer.Failed(failure);
        }
        return Answer.Found.of(
                found.values().stream()
                        .map(address -> new Endpoint(address, port, priority, weight))
                        .toList(),
                found.ttlSeconds());
    }

    /** @param failure why there are no values, or null where that was not said */
    private record Records<T>(List<T> values, long ttlSeconds, @Nullable Failure failure) {}

    private <T> Future<Records<T>> query(String name, DnsRecordType type, Function<DnsRecord, @Nullable T> read) {
        Promise<Records<T>> answer = context.promise();
        DnsQuestion question;
        try {
            question = new DefaultDnsQuestion(name, type);
        } catch (IllegalArgumentException notAName) {
            return Future.succeededFuture(new Records<>(List.of(), 0, Failure.NOT_FOUND));
        }
        resolver.resolveAll(question).addListener((io.netty.util.concurrent.Future<List<DnsRecord>> done) -> {
            if (done.isSuccess()) {
                answer.complete(read(done.getNow(), type, read));
            } else {
                answer.complete(new Records<>(List.of(), 0, failureOf(done.cause())));
            }
        });
        return answer.future();
    }

    private static <T> Records<T> read(
            List<DnsRecord> records, DnsRecordType type, Function<DnsRecord, @Nullable T> read) {
        try {
            List<T> values = records.stream()
                    .filter(record -> record.type().equals(type))
                    .map(read)
                    .filter(Objects::nonNull)
                    .toList();
            long ttl = records.stream().mapToLong(DnsRecord::timeToLive).min().orElse(0);
            return new Records<>(values, Math.max(0, ttl), values.isEmpty() ? Failure.EMPTY : null);
        } finally {
            records.forEach(ReferenceCountUtil::release);
        }
    }

    private static Failure failureOf(Throwable thrown) {
        Throwable cause = thrown;
        // Bounded, because causes may form a ring.
        for (int depth = 0; cause != null && depth < 16; depth++) {
            if (cause instanceof DnsErrorCauseException said) {
                return said.getCode().equals(DnsResponseCode.NXDOMAIN) ? Failure.NOT_FOUND : Failure.SERVER_FAILURE;
            } else if (cause instanceof DnsNameResolverTimeoutException) {
                return Failure.TIMEOUT;
            }
            cause = cause.getCause();
        }
        // The server answered, and not with what was asked for.
        return Failure.EMPTY;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
