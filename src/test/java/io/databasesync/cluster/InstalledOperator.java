package io.databasesync.cluster;

import io.databasesync.sync.ConnectionSettings.HostPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// The operator of an installation, and what a test does to it.
record InstalledOperator(Installation cluster) {
    private static final int PATIENCE_SECONDS = 90;

    void scale(int replicas) {
        deployment().scale(replicas);
    }

    /// Leads the operator to the API server by a way of this JVM, and waits until it works again. A pod takes the name
    /// from its certificate for the address of this machine.
    ///
    /// @return leads it back
    AutoCloseable lead(HostPort way) {
        deployment()
                .edit(deployment -> new DeploymentBuilder(deployment)
                        .editSpec()
                        .editTemplate()
                        .editSpec()
                        .addNewHostAlias()
                        .withIp(way.host())
                        .withHostnames("kubernetes.default.svc")
                        .endHostAlias()
                        .editFirstContainer()
                        .addNewEnv()
                        .withName("KUBERNETES_SERVICE_HOST")
                        .withValue("kubernetes.default.svc")
                        .endEnv()
                        .addNewEnv()
                        .withName("KUBERNETES_SERVICE_PORT")
                        .withValue(Integer.toString(way.port()))
                        .endEnv()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
        awaitPods(pod -> !pod.getSpec().getHostAliases().isEmpty());
        return () -> {
            deployment().rolling().undo();
            awaitPods(pod -> pod.getSpec().getHostAliases().isEmpty());
        };
    }

    private RollableScalableResource<Deployment> deployment() {
        return cluster.client().apps().deployments().inNamespace(cluster.home()).withName(cluster.home());
    }

    /// Waits until each pod of the operator is ready and of this kind.
    private void awaitPods(Predicate<Pod> kind) {
        Awaitility.await("the operator by another way")
                .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> !pods().isEmpty()
                        && pods().stream()
                                .allMatch(pod -> Readiness.getInstance().isReady(pod) && kind.test(pod)));
    }

    /// Ends the operator's process with SIGKILL, from a pod that sees the processes of the node.
    void kill() {
        Pod operator = pods().getFirst();
        String kill =
                "for p in /proc/[0-9]*; do grep -qs %s $p/cgroup && grep -qs java $p/cmdline && kill -9 ${p#/proc/}; done"
                        .formatted(operator.getMetadata().getUid().replace("-", "[-_]"));
        cluster.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace())
                        .withName("killer")
                        .endMetadata()
                        .withNewSpec()
                        .withHostPID(true)
                        .withRestartPolicy("Never")
                        .withNodeName(operator.getSpec().getNodeName())
                        .addNewContainer()
                        .withName("killer")
                        .withImage(image())
                        .withCommand("bash", "-c", kill)
                        .withNewSecurityContext()
                        .withRunAsUser(0L)
                        .withPrivileged(true)
                        .endSecurityContext()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    List<Pod> pods() {
        return cluster.client().pods().inNamespace(cluster.home()).list().getItems();
    }

    String image() {
        return pods().getFirst().getSpec().getContainers().getFirst().getImage();
    }

    void await() {
        deployment().waitUntilReady(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
