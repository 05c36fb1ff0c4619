package io.databasesync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A thread that waits for sockets delays the exit of the JVM by 0.3 s.
class JdkTransportTest {
    @Test
    void noThreadOfAClosedClientWaitsForItsSockets() {
        try (InJvmKubernetes kubernetes = InJvmKubernetes.withTls()) {
            Set<Thread> before = selectors();
            KubernetesClient client = kubernetes.newClient();
            client.resources(DatabaseSyncRun.class).inAnyNamespace().list();
            Set<Thread> made = selectors();
            made.removeAll(before);
            assertThat(made).isNotEmpty();

            client.close();

            await().until(() -> made.stream().noneMatch(Thread::isAlive));
        }
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .collect(Collectors.toSet());
    }
}
