package io.inferencegateway.loadtest.demo;

import io.inferencegateway.loadtest.digits.Digit;
import io.inferencegateway.loadtest.digits.DigitImages;
import io.inferencegateway.loadtest.digits.Preparation;
import io.inferencegateway.loadtest.serve.InferenceProtocol;
import io.inferencegateway.loadtest.serve.OnnxClassifier;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prepares what the clients send and what they must get back: the networks are asked directly, past every server. */
final class Pages {
    private Pages() {}

    static List<Clients.Page> heldOut() {
        List<Digit> digits = DigitImages.load().heldOut();
        List<Integer> first = read(digits, "v1.onnx", Preparation.none());
        List<Integer> second = read(digits, "v2.onnx", Preparation.evenContrast());
        List<Clients.Page> pages = new ArrayList<>();
        for (int i = 0; i < digits.size(); i++) {
            pages.add(new Clients.Page(
                    digits.get(i),
                    Map.of(1, first.get(i), 2, second.get(i), 3, second.get(i)),
                    InferenceProtocol.requestFor(digits.get(i)).toBuffer()));
        }
        return List.copyOf(pages);
    }

    /** What clients sent before thick pens came, and version 1 said, as rows that later ones are compared with. */
    static void writeReference(List<Clients.Page> pages, Path file) throws IOException {
        List<String> rows = pages.stream()
                .filter(page -> !page.isThick())
                .map(page -> new JsonObject()
                        .put("features", new JsonObject().put("ink", (int)
                                        page.digit().ink()))
                        .put("prediction", String.valueOf(page.digitByVersion().get(1)))
                        .encode())
                .toList();
        Files.write(file, rows);
    }

    private static List<Integer> read(List<Digit> digits, String model, Preparation preparation) {
        try (OnnxClassifier classifier = OnnxClassifier.load(model)) {
            List<float[]> prepared = digits.stream()
                    .map(digit -> preparation.apply(digit.pixels()))
                    .toList();
            return classifier.classify(prepared).stream().map(p -> p.digit()).toList();
        }
    }
}
