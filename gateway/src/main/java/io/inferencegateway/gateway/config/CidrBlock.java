package io.inferencegateway.gateway.config;

import io.netty.util.NetUtil;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of a block of IP addresses, checked without ever asking a name server. */
final class CidrBlock {
    private static final Pattern V4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

    private CidrBlock() {}

    /** The block with its prefix length written out, or empty if it is none. */
    static Optional<String> canonical(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int bits;
        if (V4.matcher(address).matches()) {
            bits = 32;
        } else if (isIpv6(address)) {
            bits = 128;
        } else {
            return Optional.empty();
        }
        if (slash < 0) {
            return Optional.of(address + "/" + bits);
        }
        String prefix = text.substring(slash + 1);
        boolean valid = prefix.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(prefix) <= bits;
        return valid ? Optional.of(text) : Optional.empty();
    }

    /** Without a zone, and not an IPv4 address in disguise: callers with one are compared as IPv4. */
    private static boolean isIpv6(String address) {
        return NetUtil.isValidIpV6Address(address) && address.indexOf('%') < 0 && address.indexOf('.') < 0;
    }
}
