package io.inferencegateway.gateway.tokens;

import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/**
 * Finds the token counts in a JSON document that passes byte by byte. Owner: the exchange's event loop.
 *
 * <p>It follows strings and depth, so text that looks like usage is text: counts are read from an object {@code usage} of
 * the document itself, or of its {@code message} (Anthropic's first event) or {@code response} (OpenAI's Responses), and
 * from nowhere else. Of several counts the last stands. It keeps a few words, whatever the document's size. What is no JSON
 * finds nothing, or the wrong count at worst.
 */
final class UsageScanner implements ByteProcessor {
    /** Beyond this it is no count. */
    static final long MOST_TOKENS = 1_000_000_000;

    private static final byte[] USAGE = ascii("usage");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] RESPONSE = ascii("response");
    private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
    private static final byte[] INPUT_TOKENS = ascii("input_tokens");
    private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");
    private static final byte[] OUTPUT_TOKENS = ascii("output_tokens");

    /** One more than the longest of them. */
    private static final int LONGEST_WORD = 18;

    /** What the value behind a key would be. */
    private enum Awaited {
        NOTHING,
        USAGE,
        INPUT,
        OUTPUT
    }

    private final byte[] word = new byte[LONGEST_WORD];
    private int wordLength;
    private boolean inString;
    private boolean escaped;
    private boolean inNumber;
    private boolean numberIsCount;
    private long number;
    private int depth;

    /** Whether the document's own key that was read last leads to an object that may have usage. */
    private boolean inWrapper;

    /** Depth of the usage object that is being read, or 0. */
    private int usageDepth;

    private Awaited awaited = Awaited.NOTHING;
    private long inputTokens = GeneratedAnswer.UNKNOWN;
    private long outputTokens = GeneratedAnswer.UNKNOWN;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Another document begins. What was counted so far stands. */
    void begin() {
        wordLength = 0;
        inString = false;
        escaped = false;
        inNumber = false;
        depth = 0;
        inWrapper = false;
        usageDepth = 0;
        awaited = Awaited.NOTHING;
    }

    long inputTokens() {
        return inputTokens;
    }

    long outputTokens() {
        return outputTokens;
    }

    @Override
    public boolean process(byte value) {
        if (inString) {
            string(value);
        } else if (inNumber) {
            number(value);
        } else {
            structure(value);
        }
        return true;
    }

    private void string(byte value) {
        if (escaped) {
            escaped = false;
        } else if (value == '\\') {
            escaped = true;
        } else if (value == '"') {
            inString = false;
            return;
        }
        if (wordLength < LONGEST_WORD) {
            word[wordLength++] = value;
        }
    }

    private void number(byte value) {
        if (value >= '0' && value <= '9') {
            number = number * 10 + (value - '0');
            if (number > MOST_TOKENS) {
                number = MOST_TOKENS;
                numberIsCount = false;
            }
            return;
        }
        boolean ends = value == ',' || value == '}' || isSpace(value);
        if (!ends) {
            // A fraction, an exponent, or no JSON.
            numberIsCount = false;
            return;
        }
        if (numberIsCount) {
            count();
        }
        inNumber = false;
        awaited = Awaited.NOTHING;
        structure(value);
    }

    private void count() {
        if (awaited == Awaited.INPUT) {
            inputTokens = number;
        } else {
            outputTokens = number;
        }
    }

    private void structure(byte value) {
        switch (value) {
            case '"' -> {
                inString = true;
                wordLength = 0;
                awaited = Awaited.NOTHING;
            }
            case ':' -> awaited = behindKey();
            case '{' -> {
                depth++;
                if (awaited == Awaited.USAGE) {
                    usageDepth = depth;
                }
                awaited = Awaited.NOTHING;
            }
            case '[' -> {
                depth++;
                awaited = Awaited.NOTHING;
            }
            case '}', ']' -> {
                if (depth == usageDepth) {
                    usageDepth = 0;
                }
                depth--;
                awaited = Awaited.NOTHING;
            }
            default -> {
                if (!isSpace(value)) {
                    scalar(value);
                }
            }
        }
    }

    private void scalar(byte value) {
        boolean counts = awaited == Awaited.INPUT || awaited == Awaited.OUTPUT;
        if (counts && value >= '0' && value <= '9') {
            inNumber = true;
            numberIsCount = true;
            number = (long) value - '0';
        } else {
            awaited = Awaited.NOTHING;
        }
    }

    private Awaited behindKey() {
        if (usageDepth != 0) {
            return depth == usageDepth ? countBehindKey() : Awaited.NOTHING;
        }
        if (depth == 1) {
            inWrapper = isWord(MESSAGE) || isWord(RESPONSE);
        }
        boolean hasUsage = depth == 1 || (depth == 2 && inWrapper);
        return hasUsage && isWord(USAGE) ? Awaited.USAGE : Awaited.NOTHING;
    }

    private Awaited countBehindKey() {
        if (isWord(PROMPT_TOKENS) || isWord(INPUT_TOKENS)) {
            return Awaited.INPUT;
        }
        return isWord(COMPLETION_TOKENS) || isWord(OUTPUT_TOKENS) ? Awaited.OUTPUT : Awaited.NOTHING;
    }

    private boolean isWord(byte[] expected) {
        if (wordLength != expected.length) {
            return false;
        }
        for (int i = 0; i < wordLength; i++) {
            if (word[i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t';
    }
}
