package io.databasesync.testing.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;

/// Runs the pods of Jobs in this JVM, one after the other, and updates the status of pods and Jobs as Kubernetes
/// would: backoff limit, pod failure policy by exit code, a deleted pod that stays until it has stopped. There is no
/// delay between attempts, and deadlines are ignored.
public final class InJvmJobController implements AutoCloseable {
    private final Map<String, JobRun> runs = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final KubernetesClient client;
    private final PodRunner runner;
    private final SharedIndexInformer<Job> jobs;
    private final SharedIndexInformer<Pod> pods;

    public InJvmJobController(KubernetesClient client, PodRunner runner) {
        this.client = client;
        this.runner = runner;
        this.jobs = client.batch().v1().jobs().inAnyNamespace().inform(new JobEvents());
        this.pods = client.pods().inAnyNamespace().inform(new PodEvents());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> jobs.isWatching() && pods.isWatching());
    }

    /// Stops all pods, as a node that is switched off would.
    @Override
    public void close() {
        jobs.stop();
        pods.stop();
        threads.shutdownNow();
        threads.close();
    }

    private void start(Job job) {
        runs.computeIfAbsent(job.getMetadata().getUid(), _ -> {
            JobRun run = new JobRun(client, job, runner);
            threads.execute(run);
            return run;
        });
    }

    private void stop(String uid) {
        JobRun run = runs.get(uid);
        if (run != null) {
            run.stop();
        }
    }

    private final class JobEvents implements ResourceEventHandler<Job> {
        @Override
        public void onAdd(Job job) {
            start(job);
        }

        @Override
        public void onUpdate(Job before, Job job) {
            start(job);
        }

        @Override
        public void onDelete(Job job, boolean unknown) {
            stop(job.getMetadata().getUid());
        }
    }

    private final class PodEvents implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {}

        @Override
        public void onUpdate(Pod before, Pod pod) {
            if (pod.isMarkedForDeletion()) {
                pod.getMetadata().getOwnerReferences().forEach(owner -> stop(owner.getUid()));
            }
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {}
    }
}
