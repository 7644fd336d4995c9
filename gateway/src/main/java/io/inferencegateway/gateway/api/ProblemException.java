package io.inferencegateway.gateway.api;

/** Carries a {@link Problem} from where it is found to the one place that answers. Has no stack trace: it is no bug. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
