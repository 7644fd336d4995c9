package io.inferencegateway.gateway.discovery;

/** Where names lead just now. Thread-safe; nothing of it blocks. */
public interface Directory {
    /** The latest book: the same object until something in it changes. */
    AddressBook current();

    /**
     * Looks a name up that is not in the book.
     *
     * @param heard runs once, on any thread and possibly before this returns: when the name is in the book, or when a lookup
     *     has failed
     */
    void await(ServiceName name, Runnable heard);
}
