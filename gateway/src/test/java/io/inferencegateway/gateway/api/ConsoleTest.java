package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's own files: what is served, how, and what a glance at them shows. */
class ConsoleTest {
    private static final Path WEBROOT = Path.of("src", "main", "resources", "webroot");
    private static final Pattern COLOUR =
            Pattern.compile("--([a-z0-9-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");
    private static final Pattern VENDORED = Pattern.compile("\\| (\\S+) \\| `([0-9a-f]{64})` \\|");
    /** WCAG 2.2, success criterion 1.4.3. */
    private static final double LEAST_CONTRAST = 4.5;

    @TempDir
    Path folder;

    @Test
    void every_file_of_the_console_is_served_and_nothing_else() throws Exception {
        List<String> files = new ArrayList<>();
        for (String folder : List.of("js", "views", "css")) {
            list(WEBROOT.resolve(folder)).forEach(name -> files.add(folder + "/" + name));
        }
        list(WEBROOT.resolve("vendor/uplot")).stream()
                .filter(name -> !name.endsWith(".md"))
                .forEach(name -> files.add("uplot/" + name));

        assertThat(new ConsoleResource().paths()).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void a_file_is_sent_small_once_and_not_again_while_it_is_the_same() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            URI file = URI.create("http://127.0.0.1:" + gateway.api.port() + "/console/uplot/uPlot.esm.js");

            HttpResponse<byte[]> first = fetch(file, "Accept-Encoding", "gzip");
            HttpResponse<byte[]> again = fetch(
                    file, "If-None-Match", first.headers().firstValue("ETag").orElseThrow());

            assertThat(first.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(first.body().length).isLessThan(60_000);
            assertThat(first.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    @Test
    void no_other_path_reaches_a_file() throws Exception {
        try (AdminFixture gateway = AdminFixture.start(folder)) {
            for (String path : List.of("/console/js/none.js", "/console/vendor/uplot", "/console/js/..%2findex.html")) {
                assertThat(gateway.get(path).status()).as(path).isEqualTo(404);
            }
        }
    }

    /** Of every colour that text has, on every ground that text stands on, in both schemes. */
    @Test
    void every_colour_of_text_can_be_read() throws Exception {
        Map<String, String[]> colours = colours();
        for (String ground : List.of("card", "ground", "raised")) {
            for (String text : List.of("text", "quiet", "accent", "healthy", "warning", "critical", "unknown")) {
                readable(colours, text, ground);
            }
        }
        for (String line : List.of("series-1", "series-2", "series-3")) {
            readable(colours, line, "card");
        }
        readable(colours, "on-accent", "accent");
    }

    @Test
    void nothing_in_the_page_is_inline_or_from_elsewhere() throws Exception {
        assertThat(Files.readString(WEBROOT.resolve("index.html")))
                .doesNotContain("style=", "<style", "onclick", "http:", "https:")
                .containsOnlyOnce("<script");
    }

    @Test
    void no_module_writes_markup_or_runs_text() throws Exception {
        for (String folder : List.of("js", "views")) {
            for (String name : list(WEBROOT.resolve(folder))) {
                assertThat(Files.readString(WEBROOT.resolve(folder).resolve(name)))
                        .as(name)
                        .doesNotContain(
                                "innerHTML",
                                "outerHTML",
                                "insertAdjacentHTML",
                                "document.write",
                                "eval(",
                                "new Function",
                                "setAttribute('style'");
            }
        }
    }

    @Test
    void the_chart_library_is_the_one_that_was_taken() throws Exception {
        Path vendor = WEBROOT.resolve("vendor/uplot");
        Matcher taken = VENDORED.matcher(Files.readString(vendor.resolve("README.md")));
        int files = 0;
        for (; taken.find(); files++) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(vendor.resolve(taken.group(1))));
            assertThat(HexFormat.of().formatHex(digest)).as(taken.group(1)).isEqualTo(taken.group(2));
        }
        assertThat(files).isEqualTo(3);
    }

    private static void readable(Map<String, String[]> colours, String text, String ground) {
        for (int scheme = 0; scheme < 2; scheme++) {
            double contrast = contrast(colours.get(text)[scheme], colours.get(ground)[scheme]);
            assertThat(contrast)
                    .as(text + " on " + ground + (scheme == 0 ? ", light" : ", dark"))
                    .isGreaterThanOrEqualTo(LEAST_CONTRAST);
        }
    }

    private static Map<String, String[]> colours() throws IOException {
        Map<String, String[]> colours = new HashMap<>();
        Matcher each = COLOUR.matcher(Files.readString(WEBROOT.resolve("css/base.css")));
        while (each.find()) {
            colours.put(each.group(1), new String[] {each.group(2), each.group(3)});
        }
        return colours;
    }

    /** WCAG 2.2, contrast ratio. */
    private static double contrast(String left, String right) {
        double a = luminance(left);
        double b = luminance(right);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    /** WCAG 2.2, relative luminance of an sRGB colour. */
    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double channel = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
            sum += weights[i] * (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static HttpResponse<byte[]> fetch(URI uri, String header, String value) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri).header(header, value).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }
}
