package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import java.nio.file.Path;

/**
 * Announces to a receiver that takes nothing, and prints the number of each announcement that is stored, until it is
 * killed. Started by {@link OutboxKillTest} in a JVM of its own.
 */
final class OutboxChild {
    private OutboxChild() {}

    public static void main(String[] arguments) throws Exception {
        try (AnnouncerBench bench = new AnnouncerBench(
                Path.of(arguments[0]), Pace.USUAL, AnnouncerBench.receiver(Kind.WEBHOOK, "hook", arguments[1]))) {
            for (int n = 1; n <= Courier.QUEUE_CAPACITY; n++) {
                bench.announce(AnnouncerBench.numbered(n));
                // Reads come behind the writes.
                if (bench.stored() == n) {
                    System.out.println("stored " + n);
                }
            }
        }
    }
}
