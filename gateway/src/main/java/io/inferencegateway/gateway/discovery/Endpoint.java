package io.inferencegateway.gateway.discovery;

import java.util.Comparator;

/**
 * One place where an upstream can be connected to. Immutable.
 *
 * @param address an IP address
 * @param port 1 to 65535
 * @param priority the lowest that has a usable endpoint gets all the traffic; 0 where there are no SRV records
 * @param weight its share among those of its priority, relative to theirs
 */
public record Endpoint(String address, int port, int priority, int weight) {
    static final Comparator<Endpoint> ORDER = Comparator.comparingInt(Endpoint::priority)
            .thenComparing(Endpoint::address)
            .thenComparingInt(Endpoint::port)
            .thenComparingInt(Endpoint::weight);

    /** One among equals. */
    public Endpoint(String address, int port) {
        this(address, port, 0, 1);
    }

    @Override
    public String toString() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
