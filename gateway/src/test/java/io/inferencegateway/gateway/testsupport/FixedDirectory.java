package io.inferencegateway.gateway.testsupport;

import io.inferencegateway.gateway.discovery.AddressBook;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import java.util.List;

/** Knows what it was told and asks nobody. Thread-safe. */
public final class FixedDirectory implements Directory {
    /** Knows no name. */
    public static final FixedDirectory EMPTY = new FixedDirectory();

    private volatile AddressBook book = AddressBook.EMPTY;

    /** From now on the name leads here. */
    public void set(ServiceName name, List<Endpoint> endpoints) {
        book = book.with(name, endpoints);
    }

    @Override
    public AddressBook current() {
        return book;
    }

    @Override
    public void await(ServiceName name, Runnable heard) {
        heard.run();
    }
}
