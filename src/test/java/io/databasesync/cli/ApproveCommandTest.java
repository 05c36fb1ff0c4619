package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(approve("kb-1", "-n", "knowledge", "--skip-confirm")).isEqualTo(1);
        assertThat(err.toString())
                .contains("the cluster did not do it:", "ask for the right to get and patch databasesyncruns")
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | InvalidSpec | log in again, or check KUBECONFIG",
                "403 | InvalidSpec | ask for the right to get and patch databasesyncruns",
                "404 | InvalidSpec | install the CRDs of databasesync there, or check KUBECONFIG; it may be gone by now",
                "409 | InvalidSpec | somebody changed it meanwhile; look at it again, then repeat",
                "422 | InvalidSpec | a rule forbids it; look at it again",
                "0 | ConnectionFailed | check KUBECONFIG, and that you may get and patch databasesyncruns"
            })
    void everyAnswerOfTheClusterComesWithWhatToDo(int code, Reason reason, String fix) {
        SyncException refusal = ClusterCommand.refusal(
                new KubernetesClientException("approvedPlan\u001b[2J is set once", code, null), "databasesyncruns");
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessage("the cluster did not do it: approvedPlan?[2J is set once; " + fix);
    }

    private int approve(String... args) {
        Terminal terminal = new Terminal(false, Optional::empty, System.err);
        Invocation invocation = new Invocation(Map.of(), Path.of(""), terminal, (_, _, _) -> {
            throw new IllegalStateException("approve runs nothing");
        });
        String[] all = new String[args.length + 1];
        all[0] = "approve";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.commandLine(invocation, kubernetes::newClient)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
