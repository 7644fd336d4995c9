package io.inferencegateway.gateway.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A caller that writes exactly the bytes it is given and reads answers by the letter. Text stands for bytes in
 * ISO-8859-1. Used by one thread; every read gives up after {@link #PATIENCE}.
 */
public final class RawHttp implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final WireReader reader = WireReader.ofAnswers();

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    public static RawHttp connect(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TLS, with whom ever it meets: what a test wants to know of a certificate is in {@link #peerName}. */
    public static RawHttp connectTls(int port) {
        try {
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, new TrustManager[] {new TrustingAnybody()}, null);
            SSLSocket socket =
                    (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.startHandshake();
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** The subject of the certificate that the peer has shown. */
    public String peerName() {
        try {
            return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TrustingAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** One connection, one request, one answer. */
    public static WireMessage exchange(int port, String request) {
        try (RawHttp caller = connect(port)) {
            return caller.send(request).read();
        }
    }

    public RawHttp send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends, and does not mind a peer that has closed: it may refuse before it has read everything. */
    public RawHttp sendRegardless(String bytes) {
        try {
            return send(bytes);
        } catch (UncheckedIOException closed) {
            return this;
        }
    }

    /** Says that nothing more will be sent; answers are still read. */
    public RawHttp finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer, interim ones included. */
    public WireMessage read() {
        return read(false);
    }

    /** The next answer, which has no body because the request was a HEAD. */
    public WireMessage readHead() {
        return read(true);
    }

    /** The next answer, or null if the peer closed without one. */
    public @Nullable WireMessage readOrClosed() {
        WireMessage message = reader.next(false);
        while (message == null) {
            if (!receive()) {
                return reader.next(false);
            }
            message = reader.next(false);
        }
        return message;
    }

    /** Everything that comes until the peer closes. */
    public String readToEnd() {
        while (true) {
            if (!receive()) {
                return reader.rest();
            }
        }
    }

    /** Waits until this many bytes are there beyond the answers read so far. */
    public String readAtLeast(int bytes) {
        while (reader.rest().length() < bytes && receive()) {
            Thread.onSpinWait();
        }
        return reader.rest();
    }

    /** Whether the peer closes without sending another byte. */
    public boolean isClosedByPeer() {
        return reader.rest().isEmpty() && !receive();
    }

    /** Closes with a reset, as a crashed caller would. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WireMessage read(boolean withoutBody) {
        WireMessage message = reader.next(withoutBody);
        while (message == null) {
            boolean open = receive();
            message = reader.next(withoutBody);
            if (!open && message == null) {
                throw new AssertionError("the peer closed; unread so far: \"" + reader.rest() + '"');
            }
        }
        return message;
    }

    /** Whether more bytes came; false at the end of the stream or a reset. */
    private boolean receive() {
        byte[] buffer = new byte[16 * 1024];
        try {
            int count = socket.getInputStream().read(buffer);
            if (count < 0) {
                reader.end();
                return false;
            }
            reader.feed(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            return true;
        } catch (SocketException reset) {
            reader.end();
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("nothing came; unread so far: \"" + reader.rest() + '"', e);
        }
    }
}
