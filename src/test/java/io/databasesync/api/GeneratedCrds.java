package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/// Generates the CRDs from the records, and adds what the generator cannot say: descriptions of kind, spec, status
/// and of the types that we borrow from Kubernetes, the order of columns, conditions as a list with a key, 64 bit
/// integers.
public final class GeneratedCrds {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "databasesyncs.databasesync.io", DatabaseSync.class,
            "databasesyncruns.databasesync.io", DatabaseSyncRun.class);

    private static final Map<String, String> GENERATED = generate();

    private GeneratedCrds() {}

    public static String yaml(String name) {
        return Objects.requireNonNull(GENERATED.get(name));
    }

    public static List<CustomResourceDefinition> all() {
        return KINDS.keySet().stream()
                .sorted()
                .map(name -> Serialization.unmarshal(yaml(name), CustomResourceDefinition.class))
                .toList();
    }

    static JSONSchemaProps schema(String name) {
        return Serialization.unmarshal(yaml(name), CustomResourceDefinition.class)
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
    }

    private static Map<String, String> generate() {
        try {
            Path directory = Files.createDirectories(Path.of("target", "generated-crds"));
            new CRDGenerator()
                    .customResourceClasses(KINDS.values())
                    .forCRDVersions("v1")
                    .withMinQuotes(true)
                    .withPostProcessor(new Finish())
                    .inOutputDir(directory.toFile())
                    .generate();
            Map<String, String> yaml = new HashMap<>();
            for (String name : KINDS.keySet()) {
                yaml.put(name, Files.readString(directory.resolve(name + "-v1.yml"), StandardCharsets.UTF_8));
            }
            return Map.copyOf(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Finish implements CRDPostProcessor {
        /// The status of an object that no operator has looked at: kstatus then waits, and does not call it current.
        private static final JsonNode UNSEEN =
                JsonNodeFactory.instance.objectNode().put("observedGeneration", -1);

        private final Properties borrowed = new Properties();

        Finish() {
            try (var descriptions = GeneratedCrds.class.getResourceAsStream("borrowed-descriptions.properties")) {
                borrowed.load(Objects.requireNonNull(descriptions));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public HasMetadata process(HasMetadata resource, String crdVersion) {
            CustomResourceDefinition crd = (CustomResourceDefinition) resource;
            Class<?> kind = Objects.requireNonNull(KINDS.get(crd.getMetadata().getName()));
            crd.getSpec().getNames().setCategories(List.of("databasesync-all"));
            CustomResourceDefinitionVersion version =
                    crd.getSpec().getVersions().getFirst();
            sortColumns(version, kind);
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setDescription(describe(kind));
            describeHalf(root, "spec", kind, 0);
            describeHalf(root, "status", kind, 1);
            property(root, "status").setDefault(UNSEEN);
            complete(root);
            return crd;
        }

        private static void sortColumns(CustomResourceDefinitionVersion version, Class<?> kind) {
            List<String> order = Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                    .map(AdditionalPrinterColumn::name)
                    .toList();
            version.setAdditionalPrinterColumns(version.getAdditionalPrinterColumns().stream()
                    .sorted(Comparator.comparingInt((CustomResourceColumnDefinition c) -> order.indexOf(c.getName())))
                    .toList());
        }

        private static void describeHalf(JSONSchemaProps root, String half, Class<?> kind, int typeArgument) {
            var generics = (java.lang.reflect.ParameterizedType) kind.getGenericSuperclass();
            Class<?> type = (Class<?>) generics.getActualTypeArguments()[typeArgument];
            property(root, half).setDescription(describe(type));
        }

        private static String describe(Class<?> type) {
            return Objects.requireNonNull(type.getAnnotation(JsonClassDescription.class), type.getName())
                    .value();
        }

        private void complete(JSONSchemaProps schema) {
            if ("integer".equals(schema.getType())
                    && schema.getFormat() == null
                    && schema.getXKubernetesIntOrString() == null) {
                schema.setFormat("int64");
            }
            schema.getProperties().forEach((name, property) -> {
                if (property.getDescription() == null) {
                    property.setDescription(borrowed.getProperty(name));
                }
                if (name.equals("conditions")) {
                    keyByType(property);
                }
                complete(property);
            });
            if (schema.getItems() != null) {
                complete(schema.getItems().getSchema());
            }
        }

        private static void keyByType(JSONSchemaProps conditions) {
            conditions.setXKubernetesListType("map");
            conditions.setXKubernetesListMapKeys(List.of("type"));
            conditions
                    .getItems()
                    .getSchema()
                    .setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
        }

        private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
            return Objects.requireNonNull(schema.getProperties().get(name));
        }
    }
}
