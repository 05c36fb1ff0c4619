package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.Identity;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Terminal;
import io.databasesync.contract.Annotations;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepinCommandTest {
    private static final String SYNC = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata: {name: kb, namespace: knowledge}
            spec:
              direction: RemoteToLocal
              local: {uriSecret: {name: kb-local}}
              remote: {uriSecret: {name: kb-remote}}
            """;

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void pinnedSync() {
        DatabaseSync sync = Serialization.unmarshal(SYNC, DatabaseSync.class);
        sync.setStatus(DatabaseSyncStatus.NONE.withIdentities(
                new PinnedIdentities(new Identity("7312", 16384, "kb\u001b[31m"), null, 0, null, null, null)));
        kubernetes.client().resource(sync).create();
        kubernetes.client().resource(sync).updateStatus();
    }

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void showsWhatTheSyncIsHeldToAndSetsTheAnnotationIfSomebodyConfirms() {
        assertThat(repin("y", "kb", "-n", "knowledge")).isZero();
        assertThat(out.toString())
                .contains("local   kb?[31m (OID 16384, system identifier 7312)", "remote  nothing yet", "REPLACE");
        assertThat(annotations()).containsKey(Annotations.REPIN);
    }

    @Test
    void everyConfirmationIsANewValue() {
        repin("yes", "kb", "-n", "knowledge");
        String first = annotations().get(Annotations.REPIN);
        repin("yes", "kb", "-n", "knowledge");
        assertThat(annotations().get(Annotations.REPIN)).isNotEqualTo(first);
    }

    @Test
    void changesNothingWithoutAYes() {
        assertThat(repin("no", "kb", "-n", "knowledge")).isEqualTo(5);
        assertThat(repin(null, "kb", "-n", "knowledge")).isEqualTo(1);
        assertThat(err.toString()).contains("not confirmed", "add --skip-confirm");
        assertThat(annotations()).doesNotContainKey(Annotations.REPIN);
    }

    @Test
    void asksNobodyIfToldSo() {
        assertThat(repin(null, "kb", "--namespace=knowledge", "--skip-confirm")).isZero();
        assertThat(annotations()).containsKey(Annotations.REPIN);
    }

    @Test
    void namesTheNamespaceInWhichThereIsNoSuchSync() {
        assertThat(repin("y", "kb")).isEqualTo(1);
        assertThat(err.toString()).contains("namespace default has no DatabaseSync kb", "--namespace");
    }

    private Map<String, String> annotations() {
        return Optional.ofNullable(kubernetes
                        .client()
                        .resources(DatabaseSync.class)
                        .inNamespace("knowledge")
                        .withName("kb")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .orElse(Map.of());
    }

    /// @param answer what somebody types; null if nobody is there
    private int repin(@Nullable String answer, String... args) {
        Terminal terminal = new Terminal(answer != null, () -> Optional.ofNullable(answer), System.err);
        Invocation invocation = new Invocation(Map.of(), Path.of(""), terminal, (_, _, _) -> {
            throw new IllegalStateException("repin runs nothing");
        });
        return Main.commandLine(invocation, _ -> kubernetes.newClient())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(concat(args));
    }

    private static String[] concat(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "repin";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }
}
