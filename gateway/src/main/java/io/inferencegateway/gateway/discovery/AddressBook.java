package io.inferencegateway.gateway.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every name that is known, and where it leads. Immutable; a change makes another. */
public final class AddressBook {
    public static final AddressBook EMPTY = new AddressBook(Map.of());

    private final Map<ServiceName, List<Endpoint>> endpoints;

    private AddressBook(Map<ServiceName, List<Endpoint>> endpoints) {
        this.endpoints = Map.copyOf(endpoints);
    }

    /** Where an upstream can be reached; empty for a name that has never been found. */
    public List<Endpoint> endpoints(ServiceName name) {
        return name.isAddress() ? name.asAddress() : endpoints.getOrDefault(name, List.of());
    }

    /** @param found empty to forget the name */
    public AddressBook with(ServiceName name, List<Endpoint> found) {
        Map<ServiceName, List<Endpoint>> changed = new HashMap<>(endpoints);
        if (found.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, List.copyOf(found));
        }
        return new AddressBook(changed);
    }
}
