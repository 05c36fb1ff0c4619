package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Operation;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command on a cluster with a name, a namespace or a format that does not exist: it says what there is.
class MistypedNamesTest {
    private static final String OF_SYNC =
            "status,status -w,runs,run,plan,verify,rollback --skip-confirm,history,events,suspend,resume,"
                    + "repin --skip-confirm";
    private static final String OF_RUN = "cancel,approve --skip-confirm,logs,logs -f";

    private final ClusterCli cluster = new ClusterCli();
    private String run = "";

    @BeforeEach
    void createSyncAndRun() {
        cluster.createSync();
        run = cluster.runs.start("kb", Operation.Sync, "ada").getMetadata().getName();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    static Stream<String> verbsOfSyncs() {
        return Arrays.stream(OF_SYNC.split(","));
    }

    static Stream<String> verbsOfRuns() {
        return Arrays.stream(OF_RUN.split(","));
    }

    @ParameterizedTest
    @MethodSource("verbsOfSyncs")
    void aSyncThatDoesNotExist(String verb) {
        assertThat(dbsync(verb, "nosuch", "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err())
                .contains("namespace knowledge has no DatabaseSync nosuch", "it has kb", "--namespace");
        assertThat(cluster.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("verbsOfSyncs")
    void aSyncOfAnotherNamespace(String verb) {
        assertThat(dbsync(verb, "kb", "-n", "knowlegde")).isEqualTo(1);
        assertThat(cluster.err())
                .contains(
                        "namespace knowlegde has no DatabaseSync kb", "namespace knowledge has one; add -n knowledge");
    }

    @ParameterizedTest
    @MethodSource("verbsOfSyncs")
    void aRunInPlaceOfItsSync(String verb) {
        assertThat(dbsync(verb, run, "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err()).contains(run + " is a DatabaseSyncRun; its DatabaseSync is kb");
    }

    @ParameterizedTest
    @MethodSource("verbsOfRuns")
    void aRunThatDoesNotExist(String verb) {
        assertThat(dbsync(verb, "nosuch", "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err())
                .contains("namespace knowledge has no DatabaseSyncRun nosuch", "dbsync runs -n knowledge");
    }

    @ParameterizedTest
    @MethodSource("verbsOfRuns")
    void aSyncInPlaceOfItsRun(String verb) {
        assertThat(dbsync(verb, "kb", "-n", "knowledge")).isEqualTo(1);
        assertThat(cluster.err()).contains("kb is a DatabaseSync; its newest run is " + run);
    }

    @Test
    void aRunOfAnotherNamespace() {
        assertThat(cluster.dbsync("logs", run, "-n", "knowlegde")).isEqualTo(1);
        assertThat(cluster.err()).contains("namespace knowledge has one; add -n knowledge");
    }

    @Test
    void runsOfAllNamespacesOfASyncThatDoesNotExist() {
        assertThat(cluster.dbsync("runs", "nosuch", "-A")).isEqualTo(1);
        assertThat(cluster.err()).contains("no namespace has a DatabaseSync nosuch");
        assertThat(cluster.dbsync("runs", "kb", "-A")).isZero();
        assertThat(cluster.out()).contains(run);
    }

    @Test
    void aSyncWithoutRunsIsNoMistake() {
        cluster.client.resource(cluster.runs.get(run)).delete();
        assertThat(cluster.dbsync("runs", "kb", "-n", "knowledge")).isZero();
        assertThat(cluster.err()).contains("nothing found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "runs", "run", "plan", "cancel", "approve", "suspend", "history", "events"})
    void aFormatThatDoesNotExist(String verb) {
        assertThat(cluster.dbsync(verb, "kb", "-n", "knowledge", "-o", "xml")).isEqualTo(1);
        assertThat(cluster.err()).contains("xml", "text", "json", "yaml");
    }

    @ParameterizedTest
    @CsvSource({"sync kb", "sync kb -n knowledge", "sync kb -n knowledge -o yaml"})
    void syncOfACluster(String typed) {
        assertThat(cluster.dbsync(typed.split(" "))).isEqualTo(1);
        assertThat(cluster.err()).contains("dbsync run kb");
    }

    private int dbsync(String verb, String... arguments) {
        return cluster.dbsync(
                Stream.concat(Stream.of(verb.split(" ")), Stream.of(arguments)).toArray(String[]::new));
    }
}
