package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several runs into one database: what each keeps, and what none may do to another.
class SyncGenerationsTest {
    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    @Test
    void keepsTheGenerationsOfOtherTables() {
        both("create table a (id int primary key)", "create table b (id int primary key)");

        assertThat(sync("a1", "public.a", 1)).isInstanceOf(Synced.class);
        assertThat(sync("b1", "public.b", 1)).isInstanceOf(Synced.class);
        assertThat(sync("a2", "public.a", 1)).isInstanceOf(Synced.class);
        assertThat(generations()).containsExactly("a2", "b1");

        assertThat(sync("a3", "public.a", 0)).isInstanceOf(Synced.class);
        assertThat(generations()).containsExactly("b1");

        assertThat(sync("all", "public.*", 1)).isInstanceOf(Synced.class);
        assertThat(generations()).containsExactly("all");
    }

    /// The new rows are visible by then: what fails after the commit is a warning.
    @Test
    void staysPublishedIfTheTablesBeforeTheLastOnesCannotBeDropped() {
        both("create table a (id int primary key)");
        assertThat(sync("a1", "public.a", 1)).isInstanceOf(Synced.class);
        String before = target.value("select previous_schema from databasesync.previous_generation");
        target.execute("create view reader as select id from %s.a".formatted(before));
        source.execute("insert into a values (1)");

        assertThat(sync("a2", "public.a", 1))
                .isInstanceOfSatisfying(
                        Synced.class,
                        published -> assertThat(published.warnings())
                                .anySatisfy(warning -> assertThat(warning)
                                        .contains(
                                                "run a1 replaced",
                                                "view public.reader depends on table %s.a".formatted(before))
                                        .endsWith("drop what depends on it, then sync again")));

        assertThat(target.column("select id from a")).containsExactly("1");
        assertThat(target.column("select status from databasesync.run")).containsOnly("succeeded");
        assertThat(target.column("select run_id from databasesync.lease")).isEmpty();
        assertThat(generations()).containsExactly("a1", "a2");

        target.execute("drop view reader");
        assertThat(sync("a3", "public.a", 1)).isInstanceOf(Synced.class);
        assertThat(generations()).containsExactly("a3");
    }

    @Test
    void doesAPublishedRunNoSecondTimeWhateverHasChanged() {
        both("create table a (id int primary key)");
        source.execute("insert into a values (1)");
        assertThat(sync("once", "public.a", 1)).isInstanceOf(Synced.class);
        source.execute("drop table a");
        target.execute("insert into a values (2)");

        assertThat(sync("once", "public.a", 1))
                .isInstanceOfSatisfying(
                        Synced.class, again -> assertThat(again.rows()).isEqualTo(1));

        assertThat(target.value("select count(*) from a")).isEqualTo("2");
        assertThat(target.column("select status from databasesync.run")).containsExactly("succeeded");
    }

    @Test
    void givesUpTheLeaseOfAProcessThatPublishedAndDied() {
        both("create table a (id int primary key)");
        assertThat(sync("once", "public.a", 1)).isInstanceOf(Synced.class);
        target.execute("insert into databasesync.lease values (true, 'once', 1, clock_timestamp())");

        assertThat(sync("once", "public.a", 1)).isInstanceOf(Synced.class);

        assertThat(target.column("select run_id from databasesync.lease")).isEmpty();
    }

    @Test
    void leavesTheLeaseOfAnotherRunAlone() {
        both("create table a (id int primary key)");
        assertThat(sync("once", "public.a", 1)).isInstanceOf(Synced.class);
        target.execute("insert into databasesync.lease values (true, 'another', 1, clock_timestamp())");

        assertThat(sync("once", "public.a", 1)).isInstanceOf(Synced.class);

        assertThat(target.column("select run_id from databasesync.lease")).containsExactly("another");
    }

    @Test
    void givesUpTheLeaseAlthoughTheSessionThatTookItIsLost() {
        both("create table a (id int primary key)");
        assertThat(sync("first", "public.a", 1)).isInstanceOf(Synced.class);
        target.execute(
                "create sequence releases",
                "create function lose() returns trigger language plpgsql as 'begin if nextval(''public.releases'') = 1"
                        + " then perform pg_terminate_backend(pg_backend_pid()); end if; return old; end'",
                "create trigger lost before delete on databasesync.lease for each row execute function lose()");

        assertThat(sync("second", "public.a", 1)).isInstanceOf(Synced.class);

        assertThat(target.value("select last_value from releases")).isEqualTo("2");
        assertThat(target.column("select run_id from databasesync.lease")).isEmpty();
    }

    // failure 50: the target changed during the run
    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a add column if not exists added int",
                "alter table a replica identity full",
                "alter table a set (toast.autovacuum_enabled = false)",
                "comment on table a is 'kept'",
                "alter table a set unlogged"
            })
    void doesNotTakeAwayWhatWasDoneToATableDuringTheRun(String change) {
        both("create table a (id int primary key, v text)");

        SyncOutcome outcome = sync("late", "public.a", 1, progress -> {
            if (progress.phase() == Phase.Copying) {
                target.execute(change);
            }
        });

        assertThat(outcome).isInstanceOfSatisfying(RolledBack.class, end -> {
            assertThatSync(end.cause())
                    .refuses(Reason.PublishFailed)
                    .about("table public.a")
                    .advising("sync again");
        });
        assertThat(target.schemas()).noneMatch(schema -> schema.startsWith("dbsync_prev_"));
    }

    @Test
    void copiesNothingIntoTablesThatAnotherRunHasReplacedSinceValidation() {
        both("create table a (id serial primary key, v text)");

        SyncOutcome outcome = sync("late", "public.a", 1, progress -> {
            if (progress.phase() == Phase.Preparing) {
                target.execute("drop table a", "create table a (id serial primary key, v text)");
            }
        });

        assertThat(outcome).isInstanceOfSatisfying(RolledBack.class, end -> {
            assertThat(end.failedIn()).isEqualTo(Phase.Preparing);
            assertThatSync(end.cause())
                    .refuses(Reason.TargetBusy)
                    .about("table public.a")
                    .advising("sync again");
            assertThat(end.cause().retryable()).isTrue();
        });
    }

    @Test
    void namesTheRightThatItsRoleLacksOnTheTarget() {
        both("create table a (id int primary key)");
        String role = target.newRole();
        target.execute("alter table a owner to " + role);

        assertThat(refusal("no schema", role)).contains("GRANT CREATE ON DATABASE");

        target.execute("grant create on database %s to %s".formatted(target.name(), role));
        target.execute("revoke create on schema public from public");
        assertThat(refusal("no public", role)).contains("GRANT USAGE, CREATE ON SCHEMA public TO");
    }

    private String refusal(String runId, String role) {
        var outcome = new SyncEngine()
                .run(
                        request(runId, "public.a", 1, as(role, target.endpoint()))
                                .withMode(Mode.Swap),
                        ProgressSink.NONE,
                        new Cancellation());
        assertThat(outcome).isInstanceOf(RolledBack.class);
        var cause = ((RolledBack) outcome).cause();
        assertThat(cause.reason()).as(cause.getMessage()).isEqualTo(Reason.PrivilegeMissing);
        return cause.getMessage();
    }

    private void both(String... sql) {
        source.execute(sql);
        target.execute(sql);
    }

    private List<String> generations() {
        return target.column("select run_id from databasesync.previous_generation order by 1");
    }

    private SyncOutcome sync(String runId, String tables, int keepPrevious) {
        return sync(runId, tables, keepPrevious, ProgressSink.NONE);
    }

    private SyncOutcome sync(String runId, String tables, int keepPrevious, ProgressSink progress) {
        return new SyncEngine()
                .run(request(runId, tables, keepPrevious, target.endpoint()), progress, new Cancellation());
    }

    private SyncRequest request(String runId, String tables, int keepPrevious, ConnectionSettings to) {
        return SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), to)
                .runId(runId)
                .operation(Operation.Sync)
                .tables(TableSelection.ALL.withInclude(List.of(tables)))
                .safety(new Safety(keepPrevious, Duration.ofSeconds(5), 100))
                .requestedBy("a test")
                .build();
    }
}
