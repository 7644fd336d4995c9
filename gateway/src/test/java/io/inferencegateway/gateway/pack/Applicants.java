package io.inferencegateway.gateway.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** People as requests tell of them. Owner: one thread. */
final class Applicants {
    private static final String[] ZIPCODES = {"10115", "20095", "50667", "80331"};
    private static final double USUAL_INCOME = 40_000;
    private static final double USUALLY_WITHOUT_ZIPCODE = 0.01;

    private final Random random;
    private final double income;
    private final double withoutZipcode;

    private Applicants(long seed, double income, double withoutZipcode) {
        this.random = new Random(seed);
        this.income = income;
        this.withoutZipcode = withoutZipcode;
    }

    /** They earn more than those of the reference, and one in twenty-five leaves out the zipcode. */
    static Applicants ofToday() {
        return new Applicants(5, 1.5 * USUAL_INCOME, 0.04);
    }

    /** Rows of those of before, for the gateway to compare with. */
    static void writeReference(Path file) throws IOException {
        Applicants before = new Applicants(6, USUAL_INCOME, USUALLY_WITHOUT_ZIPCODE);
        Files.writeString(
                file, IntStream.range(0, 2_000).mapToObj(row -> before.next()).collect(Collectors.joining("\n")));
    }

    /** The body of a request. */
    String next() {
        String zipcode = random.nextDouble() < withoutZipcode
                ? "null"
                : '"' + ZIPCODES[(int) Math.min(3, Math.abs(1.5 * random.nextGaussian()))] + '"';
        return String.format(
                Locale.ROOT,
                "{\"features\":{\"income\":%.0f,\"age\":%d,\"claim_amount\":%.2f,\"zipcode\":%s}}",
                income * Math.exp(0.4 * random.nextGaussian()),
                20 + random.nextInt(60),
                900 * Math.exp(random.nextGaussian()),
                zipcode);
    }
}
