package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;

/** Visits header fields in their order, one call for each line. */
final class Fields {
    private Fields() {}

    /** Without a String for each name where the fields come from Vert.x's own decoder. */
    static void forEach(MultiMap fields, BiConsumer<CharSequence, CharSequence> visitor) {
        if (fields instanceof HttpHeaders decoded) {
            Iterator<Map.Entry<CharSequence, CharSequence>> lines = decoded.iteratorCharSequence();
            while (lines.hasNext()) {
                Map.Entry<CharSequence, CharSequence> line = lines.next();
                visitor.accept(line.getKey(), line.getValue());
            }
        } else {
            for (Map.Entry<String, String> line : fields) {
                visitor.accept(line.getKey(), line.getValue());
            }
        }
    }
}
