package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Terminal;
import io.databasesync.contract.Kubernetes;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What `dbsync approve` says if the cluster does not let it. What it approves is in [RunApprovalTest].
class ApproveCommandTest {
    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void whoMayNotReadTheRunIsToldWhichRightIsMissing() {
        kubernetes.forbidReading();
        assertThat(approve("kb-1", "-n", "knowledge", "--skip-confirm")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "the Kubernetes API refused to get databasesyncruns", "kubectl auth can-i get databasesyncruns")
                .doesNotContain("a bug in databasesync");
    }

    @Test
    void aRunThatIsNotThereIsLookedForInTheNamespaceOfTheKubeconfig() {
        assertThat(approve("kb-1", "--skip-confirm")).isEqualTo(1);
        assertThat(err.toString())
                .contains("has no DatabaseSyncRun kb-1; list them with: kubectl get databasesyncruns");
    }

    @Test
    void nobodyIsAskedWhoIsNotThere() {
        assertThat(approve("kb-1")).isEqualTo(1);
        assertThat(err.toString()).contains("add --skip-confirm and --plan=HASH");
    }

    @Test
    void aClusterThatIsAwayIsNamedAndNotADatabase() {
        Config nobody = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:1")
                .withRequestRetryBackoffLimit(0)
                .build();
        assertThat(approve(() -> Kubernetes.client(nobody), "kb-1", "--skip-confirm"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("ClusterUnreachable", "check KUBECONFIG");
    }

    private int approve(String... args) {
        return approve(kubernetes::newClient, args);
    }

    private int approve(Supplier<KubernetesClient> cluster, String... args) {
        Terminal terminal = new Terminal(false, Optional::empty, System.err);
        Invocation invocation = new Invocation(Map.of(), Path.of(""), terminal, (_, _, _) -> {
            throw new IllegalStateException("approve runs nothing");
        });
        String[] all = new String[args.length + 1];
        all[0] = "approve";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.commandLine(invocation, _ -> cluster.get())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
