package io.inferencegateway.gateway.trace.otlp;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.function.Consumer;

/** Attributes on their way into a message. Owner: who encodes it. */
final class Attributes {
    private final Consumer<KeyValue> to;

    Attributes(Consumer<KeyValue> to) {
        this.to = to;
    }

    Attributes add(String name, String value) {
        return add(name, AnyValue.newBuilder().setStringValue(value));
    }

    Attributes add(String name, long value) {
        return add(name, AnyValue.newBuilder().setIntValue(value));
    }

    Attributes add(String name, double value) {
        return add(name, AnyValue.newBuilder().setDoubleValue(value));
    }

    Attributes add(String name, boolean value) {
        return add(name, AnyValue.newBuilder().setBoolValue(value));
    }

    private Attributes add(String name, AnyValue.Builder value) {
        to.accept(KeyValue.newBuilder().setKey(name).setValue(value).build());
        return this;
    }
}
