package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of the worker's pod that differ from the operator's defaults.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@RecordBuilder
public record WorkerSpec(
        @JsonPropertyDescription("Requests and limits of the container. Default: requests of 100m CPU and 256Mi memory,"
                + " a limit of 512Mi memory.")
        @Nullable
        ResourceRequirements resources,

        @Size(min = 1, max = 512)
        @JsonPropertyDescription(
                "The image: this version of databasesync, or an image built on it. Default: the operator's own.")
        @Nullable
        String image,

        @Size(min = 1, max = 253)
        @JsonPropertyDescription(
                "An existing ServiceAccount that can get databasesyncruns and patch their status, and get jobs and"
                        + " its namespace. Default: the operator creates one for each run, with these rights for this one"
                        + " run.")
        @Nullable
        String serviceAccountName,

        @Size(max = 32) @JsonPropertyDescription("Labels that a node must have.")
        Map<String, String> nodeSelector,

        @Size(max = 32) @JsonPropertyDescription("Taints of nodes that the pod tolerates.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("The affinity of the pod.") @Nullable
        Affinity affinity,

        @Size(max = 32)
        @JsonPropertyDescription("Additional labels of the pod. They cannot replace the operator's own.")
        Map<String, String> labels,

        @Size(max = 32) @JsonPropertyDescription("Annotations of the pod.")
        Map<String, String> annotations,

        @Size(max = 16) @JsonPropertyDescription("Secrets to pull the image with.")
        List<LocalObjectReference> imagePullSecrets)
        implements WorkerSpecBuilder.With {

    /// No settings that differ.
    public static final WorkerSpec DEFAULT = WorkerSpecBuilder.builder().build();

    public WorkerSpec {
        nodeSelector = copy(nodeSelector);
        tolerations = copy(tolerations);
        labels = copy(labels);
        annotations = copy(annotations);
        imagePullSecrets = copy(imagePullSecrets);
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
