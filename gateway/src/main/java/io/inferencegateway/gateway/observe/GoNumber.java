package io.inferencegateway.gateway.observe;

import java.math.BigDecimal;

/** Numbers as Go programs print them ({@code 1}, {@code 0.005}, {@code 1e+06}). */
final class GoNumber {
    private GoNumber() {}

    /** The shortest text that reads back the same, laid out as Go's {@code strconv.FormatFloat(value, 'g', -1, 64)}. */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = exponent < 0 ? "-" : "+";
        String padded = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return (value < 0 ? "-" : "") + mantissa + "e" + sign + padded;
    }
}
