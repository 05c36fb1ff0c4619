package io.databasesync.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.Pin;
import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Direction;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.PartBytes;
import io.databasesync.sync.SyncRequestBuilder;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.uri.ConnectionUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
    private static final String MANIFEST = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata: {name: knowledge-base}
            spec:
              direction: RemoteToLocal
              local: {uriSecret: {name: kb-local}}
              remote: {uriSecret: {name: kb-remote}}
              tables:
                include: ["public.archon_*"]
                exclude: ["public.archon_mcp_*"]
                missing: Fail
              parallelism: {tables: 8}
              safety: {keepPrevious: 0, lockTimeout: 1s500ms, maxShrinkPercent: 20}
            """;

    private static final ConnectionSettings ANYWHERE = ConnectionUri.parse("postgresql://app@db/kb", "a test");

    private final Path file;

    SpecReaderTest(@TempDir Path folder) {
        file = folder.resolve("sync.yaml");
    }

    @Test
    void anEnvironmentThatNobodyKnowsIsRefused() throws IOException {
        String named = "{name: kb-remote}, environment: ";
        assertThatThrownBy(() -> read(MANIFEST.replace("{name: kb-remote}", named + "prod")))
                .hasMessageContaining("spec.remote.environment is prod")
                .hasMessageContaining("production, staging, test or development");
        Files.writeString(file, MANIFEST.replace("{name: kb-remote}", named + "production"));
        assertThat(SpecReader.ofManifest(file).remote().environment()).isEqualTo("production");
    }

    @Test
    void aManifestBecomesTheEnginesValuesAndDefaultsFillWhatItLeavesOut() throws IOException {
        SyncRequestBuilder values = read(MANIFEST);
        assertThat(values.direction()).isEqualTo(Direction.RemoteToLocal);
        assertThat(values.tables().include()).containsExactly("public.archon_*");
        assertThat(values.tables().exclude()).containsExactly("public.archon_mcp_*");
        assertThat(values.tables().missing()).isEqualTo(TableSelection.Missing.Fail);
        assertThat(values.parallelism())
                .isEqualTo(new Parallelism(8, Parallelism.DEFAULT.indexes(), PartBytes.DEFAULT, false, true));
        assertThat(values.safety().keepPrevious()).isZero();
        assertThat(values.safety().maxShrinkPercent()).isEqualTo(20);
        assertThat(values.safety().lockTimeout()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aMistypedFieldIsAnErrorBecauseItWouldHaveNarrowedWhatIsReplaced() {
        assertThatThrownBy(() -> read(MANIFEST.replace("exclude:", "exlude:")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("sync.yaml: spec.tables.exlude");
    }

    @Test
    void anUnknownConstantIsAnError() {
        assertThatThrownBy(() -> read(MANIFEST.replace("RemoteToLocal", "RemoteToMars")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.direction")
                .hasMessageContaining("RemoteToMars");
    }

    @Test
    void aSpecWithoutDirectionIsAnError() {
        assertThatThrownBy(() -> read(MANIFEST.replace("  direction: RemoteToLocal\n", "")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.direction is missing");
    }

    @Test
    void columnsMayBeIntersected() throws IOException {
        assertThat(read(MANIFEST).tables().columns()).isEqualTo(TableSelection.Columns.Strict);
        assertThat(read(MANIFEST.replace("missing: Fail", "columns: Intersect"))
                        .tables()
                        .columns())
                .isEqualTo(TableSelection.Columns.Intersect);
    }

    @Test
    void aSpecWithoutAnEndIsAnError() {
        assertThatThrownBy(() -> read(MANIFEST.replace("  local: {uriSecret: {name: kb-local}}\n", "")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.local is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0ms", "20001ms", "1h"})
    void aLockTimeoutThatWaitsForEverOrOutlastsTheLeaseIsAnError(String lockTimeout) {
        assertThatThrownBy(() -> read(MANIFEST.replace("1s500ms", lockTimeout)))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("safety.lockTimeout is ")
                .hasMessageContaining("more than 0 and at most 20 s");
    }

    @Test
    void aDeclaredIdentityHoldsItsEndAndIsComplete() throws IOException {
        String held = MANIFEST.replace(
                "{uriSecret: {name: kb-local}}",
                "{uriSecret: {name: kb-local}, identity: {databaseOid: 16384, database: app}}");
        assertThat(read(held).target().pin())
                .isEqualTo(Pin.declared(new DatabaseIdentity(null, 16384, "app"), "spec.local.identity"));
        assertThat(read(held).source().pin()).isNull();
        assertThatThrownBy(() -> read(held.replace("databaseOid: 16384, ", "")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.local.identity.databaseOid is missing");
        assertThatThrownBy(() -> read(held.replace("{databaseOid", "{systemIdentifier: abc, databaseOid")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.local.identity.systemIdentifier is abc");
    }

    @Test
    void anotherResourceIsAnError() {
        assertThatThrownBy(() -> read(MANIFEST.replace("kind: DatabaseSync", "kind: ConfigMap")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("put one databasesync.io/v1alpha1 DatabaseSync into it");
    }

    @Test
    void aFileThatIsNotThereOrNoYamlIsAnError() {
        assertThatThrownBy(() -> SpecReader.ofManifest(file))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> read("a: [b"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("is not YAML");
    }

    @Test
    void aNumberThatIsNoneIsAnError() {
        assertThatThrownBy(() -> read(MANIFEST.replace("tables: 8", "tables: many")))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.parallelism.tables")
                .hasMessageContaining("many");
    }

    private SyncRequestBuilder read(String manifest) throws IOException {
        Files.writeString(file, manifest);
        return SpecRequest.of(SpecReader.ofManifest(file), ANYWHERE, ANYWHERE);
    }
}
