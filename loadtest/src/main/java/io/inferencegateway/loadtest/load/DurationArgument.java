package io.inferencegateway.loadtest.load;

import io.inferencegateway.gateway.config.Notation;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations on the command line as the configuration writes them: {@code 250ms 30s 5m 1h 1d}. */
public final class DurationArgument implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Notation.duration(text)
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is no duration such as 250ms, 30s, 5m, 1h or 1d"));
    }
}
