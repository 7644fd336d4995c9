package io.inferencegateway.gateway.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An upstream that speaks HTTP/2 with prior knowledge, frame by frame as its script says. Each connection has a thread of
 * its own, which ends with it.
 */
public final class ScriptedHttp2Upstream implements AutoCloseable {
    private final ServerSocket server;
    private final int[] settings;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();

    /** What is said on one connection, which closes behind it. */
    public interface Script {
        /** @param number of the connection, from 1 */
        void run(RawHttp2 caller, int number) throws Exception;
    }

    private ScriptedHttp2Upstream(ServerSocket server, int[] settings, Script script) {
        this.server = server;
        this.settings = settings;
        this.script = script;
    }

    /** @param settings as pairs of identifier and value */
    public static ScriptedHttp2Upstream start(Script script, int... settings) {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            ScriptedHttp2Upstream upstream = new ScriptedHttp2Upstream(server, settings, script);
            upstream.daemon(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-http2-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = sockets.size();
                daemon(() -> serve(socket, number));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket, int number) {
        try (RawHttp2 caller = RawHttp2.accepted(socket, settings)) {
            script.run(caller, number);
        } catch (IOException | UncheckedIOException gone) {
            // The gateway closed first, or said no more; the test sees to whether that is right.
        } catch (Throwable fault) {
            faults.add(fault);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** How many connections were opened. */
    public int connections() {
        return sockets.size();
    }

    /** What a script tripped over. */
    public List<Throwable> faults() {
        return faults;
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
