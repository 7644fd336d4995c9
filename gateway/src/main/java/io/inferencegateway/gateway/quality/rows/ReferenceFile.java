package io.inferencegateway.gateway.quality.rows;

import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A reference in a file: rows, or a profile that was made of them. Blocks; not for an event loop. */
public final class ReferenceFile {
    /** A profile is far smaller; a larger file is rows. */
    private static final int LARGEST_PROFILE = 16 << 20;

    private ReferenceFile() {}

    /**
     * @param prediction as in {@link RowFile#read}
     * @throws UnreadableRows where it is neither
     */
    public static ReferenceProfile read(Path file, QualityPolicy policy, String prediction) throws UnreadableRows {
        JsonObject document = profile(file);
        if (document == null) {
            return ReferenceProfile.of(RowFile.read(file, policy, prediction).sample(), policy);
        }
        try {
            return ProfileJson.decode(document);
        } catch (IllegalArgumentException damaged) {
            throw new UnreadableRows(file, String.valueOf(damaged.getMessage()));
        }
    }

    /** Null where the file is not one document with the mark of a profile. */
    private static @Nullable JsonObject profile(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_PROFILE) {
                return null;
            }
            JsonObject document = new JsonObject(Files.readString(file, StandardCharsets.UTF_8));
            return document.containsKey(ProfileJson.MARK) ? document : null;
        } catch (IOException | DecodeException rows) {
            return null;
        }
    }
}
