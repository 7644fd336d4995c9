package io.inferencegateway.gateway.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One direction's header compression by the letter of RFC 7541, with no code in common with the gateway's. Text stands
 * for bytes in ISO-8859-1. Not thread-safe.
 */
final class StrictHpack {
    static final int DEFAULT_TABLE_BYTES = 4_096;

    /** The static table (appendix A), each entry a name and perhaps a value. */
    private static final String[] STATIC =
            (":authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|"
                            + ":status 200|:status 204|:status 206|:status 304|:status 400|:status 404|:status 500|"
                            + "accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges|accept|"
                            + "access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|"
                            + "content-encoding|content-language|content-length|content-location|content-range|"
                            + "content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|"
                            + "if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|"
                            + "proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|"
                            + "strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate")
                    .split("\\|");

    /** The length of each symbol's code (appendix B), counted from {@code '0'}: the code is canonical, so it is all told by these. */
    private static final String CODE_LENGTHS =
            "=GLLLLLLLHNLLNLLLLLLLLNLLLLLLLLL6::<=68;::8;8666555666666678?6<:=6777777777777777777777787"
                    + "8=C=>6?56565666577666567655677777?;>=LDFDDFFFGFGGGGGHGHHFGHGGGGEFGFGGHFEDFFGGEGFFHEFGGEEFE"
                    + "GFGGDFFFGFFGJJDCFGFIJJJKKJHICEJKKJKHEEJJLKKKDHDEFEEGFFIIHHJGJKJJKKKKKLKKKKKJN";

    private static final Field[] FIXED =
            Arrays.stream(STATIC).map(StrictHpack::fixed).toArray(Field[]::new);

    private static final int LONGEST_CODE = 30;
    private static final int END_OF_STRING = 256;
    private static final int ENTRY_OVERHEAD_BYTES = 32;
    private static final int[] FIRST_CODE = new int[LONGEST_CODE + 1];
    private static final int[][] SYMBOLS = new int[LONGEST_CODE + 1][];
    private static final int[] CODES = new int[CODE_LENGTHS.length()];

    static {
        int code = 0;
        for (int length = 1; length <= LONGEST_CODE; length++) {
            int own = length;
            int[] symbols = IntStream.range(0, CODE_LENGTHS.length())
                    .filter(symbol -> codeLength(symbol) == own)
                    .toArray();
            FIRST_CODE[length] = code;
            SYMBOLS[length] = symbols;
            for (int symbol : symbols) {
                CODES[symbol] = code++;
            }
            code <<= 1;
        }
    }

    /** The newest stands first. */
    private final List<Field> dynamic = new ArrayList<>();

    private final int mostBytes;
    private int limitBytes = DEFAULT_TABLE_BYTES;
    private byte[] block = new byte[0];
    private int at;

    record Field(String name, String value) {
        int bytes() {
            return name.length() + value.length() + ENTRY_OVERHEAD_BYTES;
        }
    }

    /** A block that can't be decoded, which is an error of its connection. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String why) {
            super(why);
        }
    }

    /** @param mostBytes what the decoder has allowed the encoder for its table */
    StrictHpack(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    static int staticEntries() {
        return STATIC.length;
    }

    /** The entry of the static table, from 1. */
    static Field fixed(int index) {
        return FIXED[index - 1];
    }

    private static Field fixed(String entry) {
        int space = entry.indexOf(' ');
        return space < 0 ? new Field(entry, "") : new Field(entry.substring(0, space), entry.substring(space + 1));
    }

    List<Field> decode(byte[] whole) throws Malformed {
        block = whole;
        at = 0;
        List<Field> fields = new ArrayList<>();
        while (at < block.length) {
            int first = block[at] & 0xff;
            if (first >= 0x80) {
                fields.add(entry(number(7)));
            } else if (first >= 0x40) {
                Field field = literal(6);
                fields.add(field);
                dynamic.add(0, field);
                evict();
            } else if (first >= 0x20) {
                int limit = number(5);
                if (!fields.isEmpty() || limit > mostBytes) {
                    throw new Malformed("a table size of " + limit + " behind " + fields.size() + " fields");
                }
                limitBytes = limit;
                evict();
            } else {
                fields.add(literal(4));
            }
        }
        return fields;
    }

    private void evict() {
        while (dynamic.stream().mapToInt(Field::bytes).sum() > limitBytes) {
            dynamic.remove(dynamic.size() - 1);
        }
    }

    private Field entry(int index) throws Malformed {
        if (index == 0 || index > STATIC.length + dynamic.size()) {
            throw new Malformed("no entry " + index);
        }
        return index <= STATIC.length ? fixed(index) : dynamic.get(index - STATIC.length - 1);
    }

    private Field literal(int prefixBits) throws Malformed {
        int index = number(prefixBits);
        String name = index == 0 ? string() : entry(index).name;
        return new Field(name, string());
    }

    private int number(int prefixBits) throws Malformed {
        int full = (1 << prefixBits) - 1;
        long value = next() & full;
        if (value < full) {
            return (int) value;
        }
        for (int shift = 0; ; shift += 7) {
            int more = next();
            value += (long) (more & 0x7f) << shift;
            if (value > Integer.MAX_VALUE || shift > 28) {
                throw new Malformed("a number without measure");
            }
            if (more < 0x80) {
                return (int) value;
            }
        }
    }

    private String string() throws Malformed {
        boolean coded = at < block.length && block[at] < 0;
        int length = number(7);
        if (length > block.length - at) {
            throw new Malformed("a string beyond its block");
        }
        byte[] bytes = Arrays.copyOfRange(block, at, at + length);
        at += length;
        return coded ? decoded(bytes) : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private int next() throws Malformed {
        if (at == block.length) {
            throw new Malformed("the block ends too early");
        }
        return block[at++] & 0xff;
    }

    private static int codeLength(int symbol) {
        return CODE_LENGTHS.charAt(symbol) - '0';
    }

    private static String decoded(byte[] bytes) throws Malformed {
        StringBuilder text = new StringBuilder();
        int code = 0;
        int length = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            code = code << 1 | bytes[bit / 8] >> 7 - bit % 8 & 1;
            length++;
            int symbolAt = code - FIRST_CODE[length];
            if (symbolAt < SYMBOLS[length].length) {
                int symbol = SYMBOLS[length][symbolAt];
                if (symbol == END_OF_STRING) {
                    throw new Malformed("an end within a string");
                }
                text.append((char) symbol);
                code = 0;
                length = 0;
            }
        }
        if (length > 7 || code != (1 << length) - 1) {
            throw new Malformed("a string that is not padded with ones");
        }
        return text.toString();
    }

    /** As a literal's string. */
    static byte[] string(String text, boolean coded) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = coded ? encoded(text) : text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes(number(coded ? 0x80 : 0, 7, bytes.length));
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    /** A number behind the bits of its kind. */
    static byte[] number(int kind, int prefixBits, int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int full = (1 << prefixBits) - 1;
        out.write(kind | Math.min(value, full));
        if (value >= full) {
            int rest = value - full;
            while (rest >= 0x80) {
                out.write(rest & 0x7f | 0x80);
                rest >>= 7;
            }
            out.write(rest);
        }
        return out.toByteArray();
    }

    private static byte[] encoded(String text) {
        StringBuilder bits = new StringBuilder();
        for (char symbol : text.toCharArray()) {
            for (int bit = codeLength(symbol) - 1; bit >= 0; bit--) {
                bits.append(CODES[symbol] >> bit & 1);
            }
        }
        while (bits.length() % 8 != 0) {
            bits.append('1');
        }
        byte[] bytes = new byte[bits.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return bytes;
    }
}
