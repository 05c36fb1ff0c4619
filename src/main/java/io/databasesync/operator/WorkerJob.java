package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Durations;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Labels;
import io.databasesync.api.WorkerFiles;
import io.databasesync.api.WorkerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds the Job of a run.
final class WorkerJob {
    static final String CONTAINER = "worker";
    static final Set<String> VOLUMES = Set.of("local", "remote");

    private static final String SCRATCH = "tmp";
    private static final long USER = 65532;
    private static final int READ_BY_GROUP = 0440;
    private static final int DEFAULT_ATTEMPTS = 3;
    private static final String DEFAULT_DEADLINE = "6h";
    /// Exit codes that another attempt would only repeat; 75 and signals are worth one.
    private static final List<Integer> FINAL_EXIT_CODES = List.of(1, 2, 3, 4, 5, 6, 70);

    private final DatabaseSyncRun run;
    private final DatabaseSyncSpec template;
    private final WorkerSpec worker;
    private final OperatorSettings settings;

    /// @param template the run's own
    WorkerJob(DatabaseSyncRun run, DatabaseSyncSpec template, OperatorSettings settings) {
        this.run = run;
        this.template = template;
        this.worker = Objects.requireNonNullElse(template.worker(), WorkerSpec.DEFAULT);
        this.settings = settings;
    }

    Job build() {
        String deadline = Objects.requireNonNullElse(template.deadline(), DEFAULT_DEADLINE);
        return new JobBuilder()
                .withMetadata(metadata(run))
                .withNewSpec()
                .withBackoffLimit(attempts() - 1)
                .withActiveDeadlineSeconds(Math.max(1, Durations.parse(deadline).toSeconds()))
                .withPodReplacementPolicy("Failed") // never two writers: the old pod has to be gone first
                .withPodFailurePolicy(failurePolicy())
                .withTemplate(podTemplate())
                .endSpec()
                .build();
    }

    /// Name, labels and owner of everything that belongs to a run.
    static ObjectMeta metadata(DatabaseSyncRun run) {
        return new ObjectMetaBuilder()
                .withNamespace(run.getMetadata().getNamespace())
                .withName(run.getMetadata().getName())
                .withLabels(labels(run))
                .withOwnerReferences(Owners.controllerReference(run))
                .build();
    }

    private static Map<String, String> labels(DatabaseSyncRun run) {
        return Map.of(
                Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE,
                Labels.SYNC, run.getSpec().syncRef(),
                Labels.RUN, run.getMetadata().getName());
    }

    private int attempts() {
        Integer asked = template.retry() == null ? null : template.retry().attempts();
        return asked == null ? DEFAULT_ATTEMPTS : asked;
    }

    private static PodFailurePolicy failurePolicy() {
        return new PodFailurePolicyBuilder()
                .addNewRule() // a drain or an eviction is nobody's fault
                .withAction("Ignore")
                .addNewOnPodCondition("True", "DisruptionTarget")
                .endRule()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withContainerName(CONTAINER)
                .withOperator("In")
                .withValues(FINAL_EXIT_CODES)
                .endOnExitCodes()
                .endRule()
                .build();
    }

    private PodTemplateSpec podTemplate() {
        Map<String, String> labels = new TreeMap<>(worker.labels());
        labels.putAll(labels(run));
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(worker.annotations())
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withServiceAccountName(WorkerAccess.serviceAccountName(run, worker))
                .withAutomountServiceAccountToken(true)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(30L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile(null, "RuntimeDefault")
                .endSecurityContext()
                .withContainers(container())
                .withVolumes(volumes())
                .withNodeSelector(worker.nodeSelector())
                .withTolerations(worker.tolerations())
                .withAffinity(worker.affinity())
                .withImagePullSecrets(worker.imagePullSecrets())
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(Objects.requireNonNullElse(worker.image(), settings.image()))
                .withImagePullPolicy(settings.imagePullPolicy())
                .withArgs(
                        "worker",
                        "--namespace=" + run.getMetadata().getNamespace(),
                        "--run=" + run.getMetadata().getName())
                .withResources(Objects.requireNonNullElseGet(worker.resources(), WorkerJob::defaultResources))
                .withTerminationMessagePath(WorkerFiles.TERMINATION_LOG.toString())
                .withTerminationMessagePolicy(
                        "File") // never log lines: they would end up in a status that many may read
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(
                        mount("local", WorkerFiles.LOCAL.toString()),
                        mount("remote", WorkerFiles.REMOTE.toString()),
                        new VolumeMountBuilder()
                                .withName(SCRATCH)
                                .withMountPath("/tmp")
                                .build())
                .build();
    }

    private static ResourceRequirements defaultResources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("100m"))
                .addToRequests("memory", new Quantity("256Mi"))
                .addToLimits("memory", new Quantity("512Mi"))
                .build();
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }

    private List<Volume> volumes() {
        Volume scratch = new VolumeBuilder()
                .withName(SCRATCH)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
        return List.of(secrets("local", template.local()), secrets("remote", template.remote()), scratch);
    }

    private static Volume secrets(String name, Endpoint endpoint) {
        return new VolumeBuilder()
                .withName(name)
                .withNewProjected()
                .withDefaultMode(READ_BY_GROUP)
                .withSources(projections(endpoint))
                .endProjected()
                .build();
    }

    private static List<VolumeProjection> projections(Endpoint endpoint) {
        List<VolumeProjection> sources = new ArrayList<>();
        if (endpoint.credentialsSecret() != null) {
            var secret = endpoint.credentialsSecret();
            sources.add(secret(
                    secret.name(),
                    item(secret.usernameKey(), WorkerFiles.USERNAME),
                    item(secret.passwordKey(), WorkerFiles.PASSWORD)));
        }
        if (endpoint.uriSecret() != null) {
            sources.add(secret(
                    endpoint.uriSecret().name(), item(endpoint.uriSecret().key(), WorkerFiles.URI)));
        }
        if (endpoint.caSecret() != null) {
            sources.add(
                    secret(endpoint.caSecret().name(), item(endpoint.caSecret().key(), WorkerFiles.CA_CERTIFICATE)));
        }
        return sources;
    }

    private static VolumeProjection secret(String name, KeyToPath... items) {
        return new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(name)
                .withItems(items)
                .endSecret()
                .build();
    }

    /// The key is named like the file unless the spec says otherwise.
    private static KeyToPath item(@Nullable String key, String file) {
        return new KeyToPath(Objects.requireNonNullElse(key, file), null, file);
    }
}
