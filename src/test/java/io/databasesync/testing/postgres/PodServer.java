package io.databasesync.testing.postgres;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/// A PostgreSQL server in a pod, which may still be starting.
public final class PodServer {
    private static final int PORT = 5432;
    private static final int PATIENCE_SECONDS = 90;

    private final KubernetesClient client;
    private final Pod pod;
    private final int major;

    private PodServer(KubernetesClient client, Pod pod, int major) {
        this.client = client;
        this.pod = pod;
        this.major = major;
    }

    static PodServer start(KubernetesClient client, String namespace, String name, int major) {
        String image = PostgresImages.of(major);
        if (image == null) {
            System.err.println("NOT RUN: DBSYNC_POSTGRES_IMAGES names no image of PostgreSQL " + major);
            throw new TestAbortedException("no image of PostgreSQL " + major);
        }
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(Map.of("app", name))
                        .addNewPort()
                        .withPort(PORT)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        return new PodServer(
                client, client.resource(pod(namespace, name, image)).create(), major);
    }

    /// Waits until the server answers.
    public TestServer await() {
        Pod ready = client.resource(pod)
                .waitUntilCondition(
                        p -> p != null
                                && p.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus())),
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
        String address = Objects.requireNonNull(ready.getStatus().getPodIP());
        return new TestServer("pod " + pod.getMetadata().getName(), major, address, PORT);
    }

    /// The host name for other pods.
    public String host() {
        return pod.getMetadata().getName() + "." + pod.getMetadata().getNamespace() + ".svc";
    }

    private static Pod pod(String namespace, String name, String image) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .withEnableServiceLinks(false)
                .addNewContainer()
                .withName("postgres")
                .withImage(image)
                .withArgs("-c", "fsync=off", "-c", "max_wal_size=256MB", "-c", "max_connections=100")
                .addNewEnv()
                .withName("POSTGRES_PASSWORD")
                .withValue(TestDatabase.SUPERUSER_PASSWORD)
                .endEnv()
                .addNewEnv()
                .withName("PGDATA")
                .withValue("/memory/data")
                .endEnv()
                .withNewReadinessProbe() // over TCP: on the first start a temporary server runs without it
                .withPeriodSeconds(1)
                .withTimeoutSeconds(5)
                .withFailureThreshold(60) // once ready it stays in its Service, even on a busy machine
                .withNewExec()
                .withCommand("pg_isready", "-h", "127.0.0.1")
                .endExec()
                .endReadinessProbe()
                .addNewVolumeMount()
                .withName("shared-memory") // a container has 64 MiB, too little for a parallel index build
                .withMountPath("/dev/shm")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/memory")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("shared-memory")
                .withEmptyDir(new EmptyDirVolumeSource("Memory", new Quantity("512Mi")))
                .endVolume()
                .addNewVolume()
                .withName("data")
                .withEmptyDir(new EmptyDirVolumeSource("Memory", new Quantity("2Gi")))
                .endVolume()
                .endSpec()
                .build();
    }
}
