package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.Identity;
import io.databasesync.contract.Annotations;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    private final ClusterCli cluster = new ClusterCli();

    @BeforeEach
    void pinnedSync() {
        DatabaseSync sync = Serialization.unmarshal(SYNC, DatabaseSync.class);
        sync.setStatus(DatabaseSyncStatus.NONE.withIdentities(
                PinnedIdentities.NONE.withLocal(new Identity("7312", 16384, "kb\u001b[31m"))));
        cluster.client.resource(sync).create();
        cluster.client.resource(sync).updateStatus();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void showsWhatTheSyncIsHeldToAndSetsTheAnnotationIfSomebodyConfirms() {
        assertThat(repin("y", "kb", "-n", "knowledge")).isZero();
        assertThat(cluster.out())
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
        assertThat(cluster.err()).contains("not confirmed");
        assertThat(repin(null, "kb", "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err()).contains("add --skip-confirm");
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
        assertThat(cluster.err())
                .contains("namespace default has no DatabaseSync kb", "namespace knowledge has one; add -n knowledge");
    }

    private Map<String, String> annotations() {
        return Optional.ofNullable(cluster.client
                        .resources(DatabaseSync.class)
                        .inNamespace("knowledge")
                        .withName("kb")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .orElse(Map.of());
    }

    private int repin(@Nullable String answer, String... args) {
        return cluster.answered(
                answer, Stream.concat(Stream.of("repin"), Stream.of(args)).toArray(String[]::new));
    }
}
