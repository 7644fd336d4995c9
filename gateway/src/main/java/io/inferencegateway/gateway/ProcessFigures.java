package io.inferencegateway.gateway;

import com.sun.management.OperatingSystemMXBean;
import io.inferencegateway.gateway.observe.MetricsView;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operating system says of this process. */
final class ProcessFigures {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFigures.class);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final double NANOS = 1e9;

    private ProcessFigures() {}

    static MetricsView.Resources now() {
        double cpuSeconds = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / NANOS
                : 0;
        return new MetricsView.Resources(Map.of(), residentBytes(), cpuSeconds);
    }

    /** 0 where the system has no /proc. */
    private static long residentBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            LOG.debug("no resident size", e);
            return 0;
        }
    }

    /**
     * In Kubernetes who the downward API says it is, under the names that ingress-nginx reads too: {@code POD_NAME} and
     * {@code POD_NAMESPACE}.
     */
    static MetricsView.Identity identity(Map<String, String> environment) {
        String pod = environment.getOrDefault("POD_NAME", "");
        MetricsView.Identity identity = MetricsView.Identity.ofHost(pod.isBlank() ? hostName() : pod);
        String namespace = environment.getOrDefault("POD_NAMESPACE", "");
        return namespace.isBlank() ? identity : identity.in(namespace);
    }

    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("this host does not know its name", e);
            return "localhost";
        }
    }
}
