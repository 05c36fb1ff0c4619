package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// An operator that can no longer hear of changes ends, so that the kubelet starts another one.
class StoppedInformerTest {
    @Test
    void endsTheProcess() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Wired as `OperatorCommand` does it, with a client that reads strictly: ours reads almost everything.
    static final class Program {
        private Program() {}

        @SuppressWarnings("try") // the hook closes it, as the operator's command does
        public static void main(String[] args) throws InterruptedException {
            CountDownLatch ended = new CountDownLatch(1);
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(new InJvmKubernetes().client().getConfiguration())
                    .build();
            try (DatabaseSyncOperator operator =
                    new DatabaseSyncOperator(client, new OperatorSettings("dbsync:test", "Never", Set.of()))) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    operator.close();
                    ended.countDown();
                }));
                operator.start();
                GenericKubernetesResource unreadable = new GenericKubernetesResource();
                unreadable.setApiVersion(new DatabaseSync().getApiVersion());
                unreadable.setKind("DatabaseSync");
                unreadable.setMetadata(
                        Specs.sync("knowledge", "unreadable", Specs.spec()).getMetadata());
                unreadable.setAdditionalProperty("spec", "no object at all");
                client.resource(unreadable).create();
                ended.await();
            }
        }
    }
}
