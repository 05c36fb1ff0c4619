package io.databasesync.operator.job;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Identities;
import io.databasesync.api.WorkerSpec;
import io.databasesync.contract.Labels;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.sync.Sha256;
import io.databasesync.text.Durations;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Builds the Job of a run.
public final class WorkerJob {
    public static final String CONTAINER = "worker";
    static final Set<String> VOLUMES = Set.of("local", "remote");

    private static final String PLAN = "plan";
    private static final int MAX_NAME = 63;
    private static final String SCRATCH = "tmp";
    private static final long USER = 65532;
    private static final int DEFAULT_ATTEMPTS = 3;
    private static final String DEFAULT_DEADLINE = "6h";
    /// Exit codes that are not retried: another attempt would end the same way. Code 75 and signals are retried. Code
    /// 1 is retried too: the JVM did not start, or no code caught the error.
    static final List<Integer> FINAL_EXIT_CODES = List.of(2, 3, 4, 5, 6, 64, 70);

    private final DatabaseSyncRun run;
    private final DatabaseSyncSpec template;
    private final WorkerSpec worker;
    private final Identities held;
    private final WorkerImage image;

    /// @param template the template of the run
    /// @param held the databases that the run must find; nobody can exchange them, because a Job cannot be
    /// changed
    public WorkerJob(DatabaseSyncRun run, DatabaseSyncSpec template, Identities held, WorkerImage image) {
        this.run = run;
        this.template = template;
        this.worker = Objects.requireNonNullElse(template.worker(), WorkerSpec.DEFAULT);
        this.held = held;
        this.image = image;
    }

    /// The Job that carries out the run.
    public Job build() {
        return job(metadata(run), labels(run), List.of());
    }

    /// The Job that only makes the run's plan and then ends, so that a person has time to review the plan.
    public Job buildPlan() {
        ObjectMeta metadata = metadata(run);
        metadata.setName(planName(run));
        Map<String, String> labels = new TreeMap<>(labels(run));
        labels.put(Labels.STEP, PLAN);
        metadata.setLabels(labels);
        return job(metadata, labels, List.of("--plan-only"));
    }

    /// The name of the Job that makes the plan: always the same for one run, and short enough for a Job.
    public static String planName(DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        if (name.length() + PLAN.length() + 1 <= MAX_NAME) {
            return name + "-" + PLAN;
        }
        String rest = "-" + Sha256.hex(name).substring(0, 8) + "-" + PLAN;
        return name.substring(0, MAX_NAME - rest.length()) + rest;
    }

    public static boolean plans(HasMetadata jobOrPod) {
        return PLAN.equals(jobOrPod.getMetadata().getLabels().get(Labels.STEP));
    }

    private Job job(ObjectMeta metadata, Map<String, String> labels, List<String> arguments) {
        String deadline = Objects.requireNonNullElse(template.deadline(), DEFAULT_DEADLINE);
        return new JobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withBackoffLimit(attempts() - 1)
                .withActiveDeadlineSeconds(Math.max(1, Durations.parse(deadline).toSeconds()))
                .withPodReplacementPolicy("Failed") // never two writers: the old pod must be gone first
                .withPodFailurePolicy(failurePolicy())
                .withTemplate(podTemplate(labels, arguments))
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
                .addNewRule() // a drain or an eviction is not a failure of the run
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

    private PodTemplateSpec podTemplate(Map<String, String> own, List<String> arguments) {
        Map<String, String> labels = new TreeMap<>(worker.labels());
        labels.putAll(own);
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
                .withContainers(container(arguments))
                .withVolumes(volumes())
                .withNodeSelector(worker.nodeSelector())
                .withTolerations(worker.tolerations())
                .withAffinity(worker.affinity())
                .withImagePullSecrets(worker.imagePullSecrets())
                .endSpec()
                .build();
    }

    private Container container(List<String> arguments) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image.of(template))
                .withImagePullPolicy(image.pullPolicy())
                .withArgs(
                        "worker",
                        "--namespace=" + run.getMetadata().getNamespace(),
                        "--run=" + run.getMetadata().getName(),
                        "--identities=" + held.toArgument())
                .addAllToArgs(arguments)
                .withResources(Objects.requireNonNullElseGet(worker.resources(), WorkerJob::defaultResources))
                .withTerminationMessagePath(WorkerFiles.TERMINATION_LOG.toString())
                .withTerminationMessagePolicy("File") // never log lines: many people may read the status
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
        return List.of(
                SecretVolume.of("local", template.local()), SecretVolume.of("remote", template.remote()), scratch);
    }
}
