package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What an editor with the schema sees of a YAML file: its JSON. */
final class YamlAsJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonSchema SCHEMA = schema();

    private YamlAsJson() {}

    static Set<ValidationMessage> schemaErrors(String yaml) {
        return SCHEMA.validate(parse(yaml));
    }

    static Set<ValidationMessage> schemaErrors(JsonNode json) {
        return SCHEMA.validate(json);
    }

    static JsonNode parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setTagInspector(tag -> true);
        return of(new Yaml(options).compose(new StringReader(yaml)));
    }

    private static JsonNode of(Node node) {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            mapping.getValue()
                    .forEach(tuple ->
                            object.set(((ScalarNode) tuple.getKeyNode()).getValue(), of(tuple.getValueNode())));
            return object;
        } else if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(element -> array.add(of(element)));
            return array;
        }
        ScalarNode scalar = (ScalarNode) node;
        String text = scalar.getValue();
        return switch (Section.formOf(scalar)) {
            case TEXT -> JSON.textNode(text);
            case INTEGER -> JSON.numberNode(new BigInteger(text));
            case FLOAT ->
                JSON.numberNode(text.endsWith("f") || text.endsWith("n") ? Double.NaN : Double.parseDouble(text));
            case BOOLEAN -> JSON.booleanNode(text.equals("true"));
            case NULL -> JSON.nullNode();
        };
    }

    private static JsonSchema schema() {
        try {
            String text = Files.readString(Configs.SHIPPED.resolve("gateway.schema.json"));
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text, InputFormat.JSON);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
