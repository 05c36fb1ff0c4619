package io.databasesync.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.api.WorkerSpec;
import io.databasesync.api.WorkerSpecBuilder;
import io.databasesync.contract.Labels;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerJobTest {
    /// The name is what a database may be called: Kubernetes replaces `$(NAME)` in arguments.
    private static final Identities HELD = new Identities(new Identity("7312", 16384, "kb$(HOME)"), null);
    private static final WorkerImage IMAGE = new WorkerImage("dbsync:1", "IfNotPresent");

    @Test
    void podRunsTheWorkerForThisRun() {
        Container worker = worker(job(null));
        assertThat(worker.getImage()).isEqualTo("dbsync:1");
        assertThat(worker.getArgs())
                .containsExactly("worker", "--namespace=knowledge", "--run=kb-1", "--identities=" + HELD.toArgument());
        assertThat(worker.getResources().getLimits()).containsEntry("memory", new Quantity("512Mi"));
    }

    @Test
    void thePodIsHeldToTheDatabasesThatEarlierRunsReached() {
        String argument = worker(job(null)).getArgs().getLast();
        assertThat(argument).startsWith("--identities=").doesNotContain("$(");
        assertThat(Identities.ofArgument(argument.substring("--identities=".length())))
                .isEqualTo(HELD);
    }

    @Test
    void secretsAreFilesUnderNamesOfOurs() {
        PodSpec pod = job(null).getSpec().getTemplate().getSpec();
        List<String> files = pod.getVolumes().stream()
                .filter(volume -> volume.getProjected() != null)
                .flatMap(volume -> volume.getProjected().getSources().stream()
                        .flatMap(source -> source.getSecret().getItems().stream()
                                .map(item -> "%s/%s from %s.%s"
                                        .formatted(
                                                volume.getName(),
                                                item.getPath(),
                                                source.getSecret().getName(),
                                                item.getKey()))))
                .toList();
        assertThat(files)
                .containsExactly(
                        "local/username from kb-local.username",
                        "local/password from kb-local.pass",
                        "remote/uri from kb-remote.uri",
                        "remote/ca.crt from kb-ca.ca.crt");
        assertThat(pod.getContainers().getFirst().getEnv()).isEmpty();
    }

    // failure 39: disk and memory of the pod
    @Test
    void podMayDoNothingItNeedNot() {
        Job job = job(null);
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(worker(job).getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(worker(job).getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        Role role = WorkerAccess.resources(run(null), WorkerSpec.DEFAULT).stream()
                .filter(Role.class::isInstance)
                .map(Role.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(role.getRules())
                .allSatisfy(rule -> assertThat(rule.getResourceNames())
                        .containsExactly(rule.getResources().contains("namespaces") ? "knowledge" : "kb-1"))
                .flatExtracting(PolicyRule::getVerbs)
                .containsExactly("get", "patch", "get", "get");
    }

    @Test
    void specMayChangeThePodButNotOurLabels() {
        WorkerSpec spec = WorkerSpecBuilder.builder()
                .image("mirror/dbsync:1")
                .serviceAccountName("mine")
                .nodeSelector(Map.of("disk", "ssd"))
                .labels(Map.of("team", "search", Labels.RUN, "forged"))
                .annotations(Map.of("sidecar.istio.io/inject", "false"))
                .build();
        Job job = job(spec);
        assertThat(worker(job).getImage()).isEqualTo("mirror/dbsync:1");
        assertThat(job.getSpec().getTemplate().getSpec().getServiceAccountName())
                .isEqualTo("mine");
        assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("team", "search")
                .containsEntry(Labels.RUN, "kb-1");
        assertThat(WorkerAccess.resources(run(spec), spec)).isEmpty();
    }

    /// A 1 is what the launcher of a JVM says that does not start, such as one without memory.
    @Test
    void whatOnlyEndedIsTriedAgainAndWhatWasRefusedIsNot() {
        List<Integer> ends = job(null).getSpec().getPodFailurePolicy().getRules().stream()
                .filter(rule -> rule.getAction().equals("FailJob"))
                .flatMap(rule -> rule.getOnExitCodes().getValues().stream())
                .toList();
        assertThat(ends).doesNotContain(0, 1, 75, 137).contains(2, 3, 4, 5, 6, 64, 70);
    }

    private static Job job(@Nullable WorkerSpec worker) {
        DatabaseSyncRun run = run(worker);
        return new WorkerJob(run, template(worker), HELD, IMAGE).build();
    }

    private static Container worker(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static DatabaseSyncRun run(@Nullable WorkerSpec worker) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withNamespace("knowledge")
                .withName("kb-1")
                .withUid("uid")
                .build());
        run.setSpec(DatabaseSyncRunSpec.of("kb", Operation.Sync).withTemplate(template(worker)));
        return run;
    }

    private static DatabaseSyncSpec template(@Nullable WorkerSpec worker) {
        DatabaseSyncSpec spec = Specs.spec();
        return spec.withWorker(worker);
    }
}
