package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.contract.Labels;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/// One sync of a test: two databases, a role on each that may do just enough, their Secrets, the resource.
final class TestSync implements AutoCloseable {
    /// In a Secret of its own.
    static final String READER_PASSWORD = "p@ss'w\"o\\rd $%{}ü";
    /// In a URI.
    static final String KEEPER_PASSWORD = "sl/ash ?&#%+:ä";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final Installation cluster;
    private final String name;
    private final TestDatabase source;
    private final TestDatabase target;

    /// Ask the installation for one.
    TestSync(Installation cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        source = cluster.source().createDatabase();
        target = cluster.target().createDatabase();
    }

    TestDatabase source() {
        return source;
    }

    TestDatabase target() {
        return target;
    }

    /// After the tables are made: roles, rights, Secrets.
    TestSync withSecrets() {
        role(source, "reader", READER_PASSWORD);
        source.execute(
                "grant select on all tables in schema public to reader",
                "grant select on all sequences in schema public to reader");
        role(target, "keeper", KEEPER_PASSWORD);
        target.execute(
                "alter database %s owner to keeper".formatted(target.name()),
                "alter schema public owner to keeper",
                """
                do $$
                declare relation regclass;
                begin
                  for relation in
                    select oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
                  loop
                    execute format('alter table %s owner to keeper', relation);
                  end loop;
                end $$\
                """);
        remoteSecret(READER_PASSWORD);
        localSecret(target);
        return this;
    }

    /// Lets the sync replace tables there, as the role `keeper`.
    void localSecret(TestDatabase database) {
        String password =
                URLEncoder.encode(KEEPER_PASSWORD, StandardCharsets.UTF_8).replace("+", "%20");
        secret(
                "local",
                Map.of(
                        "uri",
                        "postgresql://keeper:%s@%s:5432/%s?sslmode=disable"
                                .formatted(password, cluster.targetHost(), database.name())));
    }

    void remoteSecret(String password) {
        secret("remote", Map.of("username", "reader", "password", password));
    }

    /// Makes the resource.
    TestSync apply(String tables) {
        client().resource("""
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              direction: RemoteToLocal
              remote:
                host: %3$s
                database: %4$s
                credentialsSecret: {name: %1$s-remote}
                sslMode: Disable
                protection: ReadOnly
              local: {uriSecret: {name: %1$s-local}}
              tables: %5$s
            """.formatted(name, cluster.namespace(), cluster.sourceHost(), source.name(), tables))
                .create();
        return this;
    }

    /// Changes the resource.
    void patch(String spec) {
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":%s}".formatted(spec));
    }

    void cancelRun() {
        client().resources(DatabaseSyncRun.class)
                .inNamespace(cluster.namespace())
                .withName(run().getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"cancel\":true}}");
    }

    Resource<DatabaseSync> resource() {
        return client().resources(DatabaseSync.class)
                .inNamespace(cluster.namespace())
                .withName(name);
    }

    DatabaseSyncStatus awaitPhase(String phase) {
        return await(phase, status -> phase.equals(status.phase()));
    }

    DatabaseSyncStatus await(String what, Predicate<DatabaseSyncStatus> expected) {
        return await(PATIENCE, what, expected);
    }

    DatabaseSyncStatus await(Duration patience, String what, Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(Awaitility.await("sync %s: %s".formatted(name, what))
                .atMost(patience)
                .pollInterval(GLANCE)
                .until(() -> resource().get().getStatus(), status -> status != null && expected.test(status)));
    }

    /// The newest one.
    DatabaseSyncRun run() {
        return runs().stream()
                .max((a, b) -> a.getMetadata()
                        .getCreationTimestamp()
                        .compareTo(b.getMetadata().getCreationTimestamp()))
                .orElseThrow();
    }

    List<DatabaseSyncRun> runs() {
        return client().resources(DatabaseSyncRun.class).inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(run -> run.getSpec().syncRef().equals(name))
                .toList();
    }

    List<Job> jobs() {
        return client().batch()
                .v1()
                .jobs()
                .inNamespace(cluster.namespace())
                .withLabel(Labels.SYNC, name)
                .list()
                .getItems();
    }

    List<Pod> pods() {
        return client().pods()
                .inNamespace(cluster.namespace())
                .withLabel(Labels.SYNC, name)
                .list()
                .getItems();
    }

    void awaitNoPods() {
        Awaitility.await("sync %s: no pods".formatted(name))
                .atMost(PATIENCE)
                .pollInterval(GLANCE)
                .until(() -> pods().isEmpty());
    }

    /// Checks that the target holds the rows of the source, and that nothing is left over.
    void assertHolds(int tables) {
        List<TableName> names = source.tables().stream()
                .filter(table -> !table.name().startsWith("archon_mcp_"))
                .toList();
        assertThat(names).hasSize(tables);
        assertThat(target.contentHashes(names)).isEqualTo(source.contentHashes(names));
        assertThat(stageSchemas()).isEmpty();
    }

    List<String> stageSchemas() {
        return target.schemas().stream()
                .filter(schema -> schema.startsWith("dbsync_stage"))
                .toList();
    }

    static Condition condition(DatabaseSyncStatus status, String type) {
        return condition(status.conditions(), type);
    }

    static Condition condition(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private void secret(String side, Map<String, String> content) {
        client().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace())
                        .withName(name + "-" + side)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .serverSideApply();
    }

    private static void role(TestDatabase database, String role, String password) {
        if (database.column("select 1 from pg_roles where rolname = '%s'".formatted(role))
                .isEmpty()) {
            database.execute("create role %s login password '%s'".formatted(role, password.replace("'", "''")));
        }
    }

    private KubernetesClient client() {
        return cluster.client();
    }

    @Override
    public void close() {
        resource().delete();
        awaitNoPods();
        source.close();
        target.close();
    }
}
