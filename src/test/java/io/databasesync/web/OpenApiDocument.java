package io.databasesync.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import io.databasesync.web.Route.Result;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Problem;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the OpenAPI document from the route table and the records.
final class OpenApiDocument {
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String SCHEMAS = "components/schemas";
    private static final String PROBLEM = "application/problem+json";
    private static final String PROBLEM_NAME = "Problem";

    private final SchemaBuilder schemas = generator().buildMultipleSchemaDefinitions();
    private final List<Route> table;

    OpenApiDocument(List<Route> table) {
        this.table = table;
    }

    ObjectNode make() {
        ObjectNode document = JSON.createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "databasesync")
                .put("version", "v1")
                .put("description", "Syncs of PostgreSQL databases. See docs/web.md.");
        ObjectNode paths = document.putObject("paths");
        table.forEach(route -> operation(
                paths.withObjectProperty(route.path()).putObject(route.method().toLowerCase(Locale.ROOT)), route));
        ObjectNode components = document.putObject("components");
        ObjectNode problem = components.putObject("responses").putObject(PROBLEM_NAME);
        problem.put("description", "The request was refused.");
        problem.putObject("content").putObject(PROBLEM).set("schema", schemas.createSchemaReference(Problem.class));
        components.set("schemas", schemas.collectDefinitions(SCHEMAS));
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        return document;
    }

    private void operation(ObjectNode operation, Route route) {
        operation.put("summary", route.summary());
        ArrayNode parameters = operation.putArray("parameters");
        route.parameters().forEach(parameter -> parameter(parameters.addObject(), parameter));
        if (route.body() != null) {
            ObjectNode body = operation.putObject("requestBody").put("required", true);
            body.putObject("content").putObject(Result.JSON).set("schema", schemas.createSchemaReference(route.body()));
        }
        ObjectNode responses = operation.putObject("responses");
        route.results().forEach(result -> {
            ObjectNode response = responses.putObject(Integer.toString(result.status()));
            response.put("description", route.summary());
            if (result.record() != null) {
                response.putObject("content")
                        .putObject(result.type())
                        .set("schema", schemas.createSchemaReference(result.record()));
            } else if (result.status() != 204) {
                response.putObject("content").putObject(result.type());
            }
        });
        Stream.concat(Route.COMMON_ERRORS.stream(), route.errors().stream())
                .filter(status ->
                        status != 401 || !route.open() || !route.errors().isEmpty())
                .sorted()
                .forEach(status -> responses
                        .putObject(Integer.toString(status))
                        .put("$ref", "#/components/responses/" + PROBLEM_NAME));
        if (!route.open()) {
            operation.putArray("security").addObject().putArray("token");
        }
    }

    private static void parameter(ObjectNode node, Parameter parameter) {
        node.put("name", parameter.name())
                .put("in", parameter.in())
                .put("description", parameter.description())
                .put("required", parameter.required());
        node.putObject("schema")
                .put("type", "string")
                .put(
                        "pattern",
                        "^("
                                + parameter
                                        .pattern()
                                        .pattern()
                                        .replace("[!-~&&[^\"]]", "[!#-~]")
                                        .replace("\\p{Cntrl}", "\\u0000-\\u001f\\u007f")
                                + ")$");
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        JSON, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(
                        Option.ADDITIONAL_FIXED_TYPES,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                        Option.DEFINITIONS_FOR_ALL_OBJECTS)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        config.forFields()
                .withRequiredCheck(OpenApiDocument::required)
                .withNullableCheck(
                        field -> body(field.getDeclaringType().getErasedType()) && nullable(field) && !required(field));
        config.forTypesInGeneral()
                .withAdditionalPropertiesResolver(scope -> body(scope.getType().getErasedType()) ? Void.class : null);
        return new SchemaGenerator(config.build());
    }

    private static boolean body(Class<?> type) {
        return type.getEnclosingClass() == Bodies.class;
    }

    private static boolean required(FieldScope field) {
        JsonProperty property = field.getAnnotation(JsonProperty.class);
        JsonInclude include = field.getDeclaringType().getErasedType().getAnnotation(JsonInclude.class);
        boolean leftOut = include != null && include.value() == JsonInclude.Include.NON_EMPTY;
        boolean primitive = field.getType().getErasedType().isPrimitive();
        return (property != null && property.required()) || primitive || (!nullable(field) && !leftOut);
    }

    private static boolean nullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
