package io.inferencegateway.monitoring.quality;

import org.jspecify.annotations.Nullable;

/** A reference profile, and where it comes from. */
public record Baseline(QualityReport.Reference origin, ReferenceProfile profile) {
    /** @param readMillis when the file was read */
    public static Baseline ofFile(ReferenceProfile profile, long readMillis) {
        return of(QualityReport.Source.FILE, null, profile, readMillis, null);
    }

    /** @param version whose traffic was frozen */
    public static Baseline ofLive(int version, ReferenceProfile profile, long frozenMillis, String actor) {
        return of(QualityReport.Source.LIVE, version, profile, frozenMillis, actor);
    }

    private static Baseline of(
            QualityReport.Source source,
            @Nullable Integer version,
            ReferenceProfile profile,
            long createdMillis,
            @Nullable String createdBy) {
        return new Baseline(
                new QualityReport.Reference(
                        source,
                        version,
                        profile.rows(),
                        createdMillis,
                        createdBy,
                        profile.features().size()),
                profile);
    }
}
