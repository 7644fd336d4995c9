package io.inferencegateway.monitoring.stats;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * One version of one model: the unit that is recorded, judged and rolled back.
 *
 * @param model the model's id, {@code [A-Za-z0-9._-]{1,64}} but neither {@code .} nor {@code ..}
 * @param version its number, 0 to 999,999,999
 */
public record ModelVersion(String model, int version) {
    /** Models by name, versions by number. */
    public static final Comparator<ModelVersion> BY_MODEL_AND_NUMBER =
            Comparator.comparing(ModelVersion::model).thenComparingInt(ModelVersion::version);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int HIGHEST_VERSION = 999_999_999;

    public ModelVersion {
        if (!isModelId(model)) {
            throw new IllegalArgumentException("model id '" + model + "' is not [A-Za-z0-9._-]{1,64}");
        }
        if (version < 0 || version > HIGHEST_VERSION) {
            throw new IllegalArgumentException("version " + version + " is not within 0.." + HIGHEST_VERSION);
        }
    }

    /** Whether {@code text} may name a model in a URL, a label and a file. */
    public static boolean isModelId(String text) {
        return ID.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }

    @Override
    public String toString() {
        return model + "/v/" + version;
    }
}
