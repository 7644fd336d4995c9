package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Figure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The figures of a decision, as the admin API and the audit write them. Pure. */
final class FigureJson {
    private static final MathContext SHOWN_DIGITS = new MathContext(6);

    private FigureJson() {}

    static JsonArray array(List<Figure> figures) {
        JsonArray array = new JsonArray();
        figures.forEach(each -> array.add(object(each)));
        return array;
    }

    static JsonObject object(Figure figure) {
        return new JsonObject()
                .put("test", figure.test())
                .put("n", figure.n())
                .put("bad", figure.bad())
                .put("e_value", shown(figure.eValue()))
                .put("threshold", shown(figure.threshold()));
    }

    /**
     * Six digits are more than anyone reads, and the same before and after a restart, which adds up in another order. JSON
     * has no infinity, and evidence can outgrow a double.
     */
    static double shown(double value) {
        double finite = Double.isNaN(value) ? 0 : Math.min(value, Double.MAX_VALUE);
        return new BigDecimal(finite).round(SHOWN_DIGITS).doubleValue();
    }
}
