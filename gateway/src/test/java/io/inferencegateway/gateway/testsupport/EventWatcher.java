package io.inferencegateway.gateway.testsupport;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an admin API's server-sent events line by line; chunk sizes are lines of their own and skipped. */
public final class EventWatcher implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    private EventWatcher(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param lastEventId what was seen last: everything younger comes first; null for only what happens from now on */
    public static EventWatcher of(int adminPort, @Nullable String lastEventId) throws IOException {
        return of(adminPort, lastEventId, "");
    }

    /** @param query such as {@code ?model=fraud} */
    public static EventWatcher of(int adminPort, @Nullable String lastEventId, String query) throws IOException {
        EventWatcher watcher = new EventWatcher(new Socket("127.0.0.1", adminPort));
        request(watcher.socket.getOutputStream(), lastEventId, query);
        if (!watcher.upTo("retry: ").contains("Content-Type: text/event-stream")) {
            throw new AssertionError("no event stream");
        }
        return watcher;
    }

    public static void request(OutputStream out, @Nullable String lastEventId) throws IOException {
        request(out, lastEventId, "");
    }

    private static void request(OutputStream out, @Nullable String lastEventId, String query) throws IOException {
        String head = "GET /api/v1/events" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                + (lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next event of a type, those of others passed over. */
    public JsonObject next(String type) throws IOException {
        upTo("event: " + type);
        List<String> read = upTo("data: ");
        return new JsonObject(read.get(read.size() - 1).substring("data: ".length()));
    }

    private List<String> upTo(String start) throws IOException {
        List<String> read = new ArrayList<>();
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("the stream ended after " + read);
            }
            read.add(line);
            if (line.startsWith(start)) {
                return read;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
