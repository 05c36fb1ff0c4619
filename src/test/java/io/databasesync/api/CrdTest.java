package io.databasesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The committed CRDs are what the records say. `mvn test -Dtest=CrdTest -Dcrds.update=true` writes them anew.
class CrdTest {
    private static final Path DIRECTORY = Path.of("crds");

    @ParameterizedTest
    @ValueSource(strings = {"databasesyncs.databasesync.io", "databasesyncruns.databasesync.io"})
    void committedCrdIsTheGeneratedOne(String name) throws IOException {
        Path committed = DIRECTORY.resolve(name + ".yaml");
        String generated = GeneratedCrds.yaml(name);
        if (Boolean.getBoolean("crds.update")) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(committed, generated, StandardCharsets.UTF_8);
        }
        assertThat(committed)
                .as("run: mvn test -Dtest=CrdTest -Dcrds.update=true")
                .exists()
                .content(StandardCharsets.UTF_8)
                .isEqualTo(generated);
    }

    @ParameterizedTest
    @ValueSource(strings = {"databasesyncs.databasesync.io", "databasesyncruns.databasesync.io"})
    void everyFieldIsDescribedForKubectlExplain(String name) {
        List<String> undescribed = new ArrayList<>();
        collectUndescribed("", GeneratedCrds.schema(name), undescribed);
        assertThat(undescribed).isEmpty();
    }

    /// kubectl takes a category for a list of kinds, and `kubectl get databasesync NAME` for one name in several of
    /// them.
    @Test
    void noCategoryIsCalledLikeAKind() {
        List<CustomResourceDefinitionNames> names = GeneratedCrds.all().stream()
                .map(crd -> crd.getSpec().getNames())
                .toList();
        for (CustomResourceDefinitionNames kind : names) {
            assertThat(names.getFirst().getCategories())
                    .isEqualTo(kind.getCategories())
                    .doesNotContain(kind.getSingular(), kind.getPlural())
                    .doesNotContainAnyElementsOf(kind.getShortNames());
        }
    }

    private static void collectUndescribed(String path, JSONSchemaProps schema, List<String> undescribed) {
        if (schema.getDescription() == null) {
            undescribed.add(path);
        }
        for (Map.Entry<String, JSONSchemaProps> property :
                schema.getProperties().entrySet()) {
            collectUndescribed(path + "." + property.getKey(), property.getValue(), undescribed);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            schema.getItems()
                    .getSchema()
                    .getProperties()
                    .forEach((key, value) -> collectUndescribed(path + "[]." + key, value, undescribed));
        }
    }
}
