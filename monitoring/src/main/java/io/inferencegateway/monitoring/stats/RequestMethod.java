package io.inferencegateway.monitoring.stats;

/** A request method as a metric label: the registered ones by name, everything else as {@code other}. */
public enum RequestMethod {
    GET("GET"),
    HEAD("HEAD"),
    POST("POST"),
    PUT("PUT"),
    PATCH("PATCH"),
    DELETE("DELETE"),
    OPTIONS("OPTIONS"),
    OTHER("other");

    static final int COUNT = values().length;

    private final String label;

    RequestMethod(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** The constant for a method token as it came; tokens are case-sensitive (RFC 9110, section 9.1). */
    public static RequestMethod of(String token) {
        return switch (token) {
            case "GET" -> GET;
            case "HEAD" -> HEAD;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "PATCH" -> PATCH;
            case "DELETE" -> DELETE;
            case "OPTIONS" -> OPTIONS;
            default -> OTHER;
        };
    }
}
