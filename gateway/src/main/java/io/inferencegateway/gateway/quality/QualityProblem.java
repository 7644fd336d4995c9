package io.inferencegateway.gateway.quality;

/** Why a baseline was not frozen or dropped, in the terms the admin API answers in (RFC 9457). Nothing was changed. */
public final class QualityProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    private QualityProblem(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    /** The model exists, but its quality is not looked at. */
    public static QualityProblem switchedOff(String model) {
        return notFound("the quality of '" + model + "' is not looked at; switch it on with the key quality: {} under"
                + " models." + model + " in the file");
    }

    public static QualityProblem noBaseline(String model) {
        return notFound("'" + model + "' has no baseline yet; once enough rows came, POST {\"version\":N} to"
                + " /api/v1/quality/baselines/" + model + ", or igw drift baseline " + model + " --freeze N");
    }

    public static QualityProblem notFound(String detail) {
        return new QualityProblem(404, "Not Found", detail);
    }

    /** Too few rows, or a reference that the file names. */
    public static QualityProblem conflict(String detail) {
        return new QualityProblem(409, "Conflict", detail);
    }

    /** It could not be made durable, so it was not done. */
    public static QualityProblem notStored(String detail) {
        return new QualityProblem(503, "The state store does not take it", detail);
    }

    /** The worker has more to do than it may put off. */
    public static QualityProblem busy() {
        return new QualityProblem(503, "Busy", "rows are being compared just now; ask again in a moment");
    }

    /** An HTTP status: 404, 409 or 503. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
