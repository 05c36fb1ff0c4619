package io.databasesync.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two clusters, whose operators know nothing of each other, with syncs into one target: what keeps them apart is in
/// the target.
class TwoClustersTest {
    private static final String SYNC = "shared";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestDatabase oneSource = TestServer.newer().createDatabase();
    private final TestDatabase otherSource = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final InJvmCluster one = new InJvmCluster();
    private final InJvmCluster other = new InJvmCluster(Duration.ofSeconds(1));

    @BeforeEach
    void tables() {
        oneSource.execute("create table t (id int primary key)", "insert into t values (1)");
        otherSource.execute("create table t (id int primary key)", "insert into t values (1), (2)");
        target.execute("create table t (id int primary key)");
        one.secret("source", oneSource);
        other.secret("source", otherSource);
        one.secret("target", target);
        other.secret("target", target);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        target.close();
        oneSource.close();
        otherSource.close();
    }

    @Test
    void whoComesSecondIsRefusedAndSucceedsByItselfLater() {
        try (var reader = new HeldLock(target, "public.t")) { // publishing waits for it
            one.apply(manifest());
            awaitSync(one, status -> "Publishing".equals(status.phase()));

            other.apply(manifest());
            DatabaseSyncStatus busy = awaitSync(
                    other,
                    status -> status.conditions().stream()
                            .anyMatch(c -> c.getType().equals("Stalled")
                                    && c.getStatus().equals("True")
                                    && c.getReason().equals("TargetBusy")));
            assertThat(busy.phase()).isEqualTo("Failed");
            assertThat(busy.nextRetry()).isNotNull();
            assertThat(target.column("select id from t"))
                    .as("nothing is published yet")
                    .isEmpty();
            reader.release();
        }

        awaitSync(one, status -> "Succeeded".equals(status.phase()));
        DatabaseSyncStatus done = awaitSync(other, status -> "Succeeded".equals(status.phase()));
        assertThat(done.nextRetry()).isNull();
        assertThat(other.runs()).as("every try is a run").hasSizeGreaterThan(1);
        assertThat(target.column("select id from t order by 1")).containsExactly("1", "2");
        assertThat(target.column("select status from databasesync.run where status = 'succeeded'"))
                .hasSize(2);
    }

    private static DatabaseSyncStatus awaitSync(InJvmCluster cluster, Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> cluster.sync(SYNC).get().getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    /// One attempt: else the Job tries again for a while before the run has failed.
    private static DatabaseSync manifest() {
        return Serialization.unmarshal("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: shared, namespace: demo}
                spec:
                  direction: RemoteToLocal
                  local: {uriSecret: {name: target}}
                  remote: {uriSecret: {name: source}}
                  retry: {attempts: 1}
                """, DatabaseSync.class);
    }
}
