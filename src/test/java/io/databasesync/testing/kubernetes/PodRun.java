package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One pod, from its creation to its exit code. A finalizer keeps a deleted pod until its container has stopped.
final class PodRun implements PodRunner.Container {
    private static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    private static final int KILLED = 137;
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final KubernetesClient client;
    private final Pod pod;
    private final Path root;
    private final List<Runnable> onStop = new CopyOnWriteArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable String lastWords;

    private PodRun(KubernetesClient client, Pod pod, Path root) {
        this.client = client;
        this.pod = pod;
        this.root = root;
    }

    static PodRun create(KubernetesClient client, Job job, int number) {
        Pod pod = new PodBuilder()
                .withMetadata(job.getSpec().getTemplate().getMetadata())
                .editMetadata()
                .withNamespace(job.getMetadata().getNamespace())
                .withName(job.getMetadata().getName() + "-" + number)
                .withFinalizers(FINALIZER)
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(job.getSpec().getTemplate().getSpec())
                .build();
        try {
            return new PodRun(client, client.resource(pod).create(), Files.createTempDirectory(TARGET, "pod"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int run(PodRunner runner) {
        int exitCode = mounted() ? execute(runner) : KILLED;
        removeRoot();
        show(
                exitCode == 0 ? "Succeeded" : "Failed",
                new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(exitCode)
                        .withReason(exitCode == 0 ? "Completed" : "Error")
                        .withMessage(lastWords)
                        .withFinishedAt(JobRun.now())
                        .endTerminated()
                        .build());
        if (stopping()) {
            resource()
                    .edit(fresh -> fresh.edit()
                            .editMetadata()
                            .withFinalizers(List.of())
                            .endMetadata()
                            .build());
        }
        return exitCode;
    }

    private void removeRoot() {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int execute(PodRunner runner) {
        show("Running", new ContainerStateBuilder().withNewRunning(JobRun.now()).build());
        try {
            return runner.run(this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return KILLED;
        } catch (Exception e) {
            lastWords = e.toString();
            return KILLED;
        }
    }

    /// Waits for missing Secrets, as a kubelet does.
    private boolean mounted() {
        SecretMounts mounts = new SecretMounts(client, pod, root);
        if (mounts.write()) {
            return true;
        }
        show(
                "Pending",
                new ContainerStateBuilder()
                        .withNewWaiting(null, "ContainerCreating")
                        .build());
        try {
            while (!stop.await(50, TimeUnit.MILLISECONDS)) {
                if (mounts.write()) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void show(String phase, ContainerState state) {
        Resource<Pod> resource = resource();
        if (resource.get() == null) {
            return; // a person deleted it, with its finalizer
        }
        Conflicts.retried(() -> resource.editStatus(fresh -> fresh.edit()
                .editOrNewStatus()
                .withPhase(phase)
                .withContainerStatuses()
                .addNewContainerStatus()
                .withName(fresh.getSpec().getContainers().getFirst().getName())
                .withState(state)
                .endContainerStatus()
                .endStatus()
                .build()));
    }

    /// By name: an edit must start from the server's version, not from the created one.
    private Resource<Pod> resource() {
        return client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName());
    }

    void stop() {
        synchronized (this) {
            if (stopping()) {
                return;
            }
            stop.countDown();
        }
        onStop.forEach(Runnable::run);
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    @Override
    public Pod pod() {
        return pod;
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public void lastWords(String message) {
        lastWords = message;
    }

    @Override
    public void onStop(Runnable action) {
        synchronized (this) {
            if (!stopping()) {
                onStop.add(action);
                return;
            }
        }
        action.run();
    }
}
