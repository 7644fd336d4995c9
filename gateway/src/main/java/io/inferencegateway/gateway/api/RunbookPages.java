package io.inferencegateway.gateway.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The runbooks of the jar as pages in the console's look: those that the index links to. Read and rendered once; immutable. */
final class RunbookPages {
    private static final String FOLDER = "/runbooks/";
    private static final String INDEX = "README";

    /** As the files write the admin listener. */
    private static final String USUAL_ADMIN = "http://127.0.0.1:9901";

    private static final Pattern FILE = Pattern.compile("([a-z0-9-]+)\\.md");

    /** Stand where a page is filled. Private use characters: no runbook has them, and no renderer touches them. */
    private enum Hole {
        MODEL_IN_QUERY('\ue000'),
        VERSION_IN_QUERY('\ue001'),
        MODEL('\ue002'),
        VERSION('\ue003'),
        PARAMETERS('\ue004'),
        ADMIN('\ue005');

        private final String mark;

        Hole(char mark) {
            this.mark = String.valueOf(mark);
        }
    }

    private final String index;
    private final Map<String, String> pages = new LinkedHashMap<>();

    RunbookPages() {
        List<Extension> extensions = List.of(TablesExtension.create());
        Parser parser = Parser.builder().extensions(extensions).build();
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(extensions)
                .escapeHtml(true)
                .sanitizeUrls(true)
                .build();
        String listed = read(INDEX);
        index = page(parser, renderer, listed);
        Matcher files = FILE.matcher(listed);
        while (files.find()) {
            pages.computeIfAbsent(files.group(1), name -> page(parser, renderer, read(name)));
        }
    }

    /** Where under {@code /runbooks/} there is something, in the order of the index. */
    List<String> names() {
        return List.copyOf(pages.keySet());
    }

    /** @param admin the URL of the admin listener, without a slash at its end */
    String index(String admin) {
        return filled(index, "", "", admin);
    }

    /**
     * @param model fills queries and commands; empty for any. Letters, digits, dots, underscores and hyphens only
     * @param version digits, or empty for any
     * @param admin the URL of the admin listener for commands, without a slash at its end
     */
    Optional<String> find(String name, String model, String version, String admin) {
        return Optional.ofNullable(pages.get(name)).map(page -> filled(page, model, version, admin));
    }

    private static String filled(String page, String model, String version, String admin) {
        String parameters =
                model.isEmpty() ? "" : "?model=" + model + (version.isEmpty() ? "" : "&amp;version=" + version);
        // A dot is any character in a regular expression; in a character class it is a dot.
        return page.replace(Hole.MODEL_IN_QUERY.mark, model.isEmpty() ? ".*" : model.replace(".", "[.]"))
                .replace(Hole.VERSION_IN_QUERY.mark, version.isEmpty() ? ".*" : version)
                .replace(Hole.MODEL.mark, model.isEmpty() ? "MODEL" : model)
                .replace(Hole.VERSION.mark, version.isEmpty() ? "VERSION" : version)
                .replace(Hole.PARAMETERS.mark, parameters)
                .replace(Hole.ADMIN.mark, admin);
    }

    private static String page(Parser parser, HtmlRenderer renderer, String markdown) {
        Node document = parser.parse(markdown);
        Preparation preparation = new Preparation();
        document.accept(preparation);
        return """
                <!doctype html>
                <html lang="en">
                  <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="color-scheme" content="light dark">
                    <title>%s · Inference Gateway</title>
                    <link rel="icon" href="/console/icon.svg" type="image/svg+xml">
                    <link rel="stylesheet" href="/console/css/base.css">
                    <link rel="stylesheet" href="/console/css/runbook.css">
                  </head>
                  <body>
                    <a class="skip" href="#page">Skip to the page</a>
                    <header class="bar">
                      <a class="brand" href="/" aria-label="Inference Gateway, console"><img src="/console/icon.svg" alt="" width="22" height="22"><span>Inference Gateway</span></a>
                      <nav class="bar-tools" aria-label="Pages"><a href="/">Console</a><a href="/#/alerts">Alerts</a><a href="/#/rollouts">Rollouts</a><a href="/runbooks">All runbooks</a></nav>
                    </header>
                    <main id="page" class="runbook" tabindex="-1">
                %s</main>
                  </body>
                </html>
                """
                .formatted(preparation.title, renderer.render(document));
    }

    private static String read(String name) {
        try (InputStream in = RunbookPages.class.getResourceAsStream(FOLDER + name + ".md")) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + FOLDER + name + ".md");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Turns links between files into links between pages, marks what is filled later, and finds the title. */
    private static final class Preparation extends AbstractVisitor {
        private String title = "Runbook";

        @Override
        public void visit(Heading heading) {
            if (heading.getLevel() == 1 && heading.getFirstChild() instanceof Text text) {
                title = text.getLiteral();
            }
            visitChildren(heading);
        }

        @Override
        public void visit(Link link) {
            Matcher file = FILE.matcher(link.getDestination());
            if (file.matches()) {
                link.setDestination(FOLDER + file.group(1) + Hole.PARAMETERS.mark);
            }
            visitChildren(link);
        }

        @Override
        public void visit(FencedCodeBlock block) {
            boolean query = block.getInfo().startsWith("promql");
            block.setInfo(query ? "promql" : block.getInfo());
            block.setLiteral(block.getLiteral()
                    .replace(USUAL_ADMIN, Hole.ADMIN.mark)
                    .replace("$model", query ? Hole.MODEL_IN_QUERY.mark : Hole.MODEL.mark)
                    .replace("$version", query ? Hole.VERSION_IN_QUERY.mark : Hole.VERSION.mark));
        }
    }
}
