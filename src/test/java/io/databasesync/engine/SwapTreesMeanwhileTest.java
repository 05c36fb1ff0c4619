package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.TableName;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.engine.ResumedRun;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.engine.YearsTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What others do to a partition tree while a run replaces it, and what a run does that goes on where another process
/// stopped.
class SwapTreesMeanwhileTest {
    private static final String OLD_ROWS =
            "insert into m select i, date '2024-01-01' + i, 'old' from generate_series(0, 50) i";

    @Test
    void readersOfRootAndPartitionSeeOldContentThenNewContent() {
        Readers readers = Readers.three("select count(*) from m", "select count(*) from leaf");
        swap(Pair.NEWER_TO_OLDER)
                .both(YearsTree.create())
                .source(YearsTree.ROWS)
                .target(OLD_ROWS, "create view leaf as select * from m_2024")
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .whileCopying((_, _) -> readers.awaitMore(5))
                .afterSync(_ -> readers.sawInOrder("51 51", "701 366"))
                .play();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table m_2026 partition of m for values from ('2026-01-01') to ('2027-01-01')",
                "alter table m detach partition m_2024",
                "alter table m_2024 add constraint later check (id > -1)",
                "alter index only_2024 rename to only_2023"
            })
    void noticesATreeThatIsAlteredDuringTheRun(String altering) {
        try (ResumedRun run =
                new ResumedRun().both(YearsTree.create()).source(YearsTree.ROWS).target(OLD_ROWS)) {
            assertThat(run.during(Phase.Publishing, _ -> run.target(altering)))
                    .isInstanceOfSatisfying(RolledBack.class, end -> {
                        assertThat(end.cause().reason()).isEqualTo(Reason.PublishFailed);
                        assertThat(end.cause()).hasMessageContaining("was altered on the target during the run");
                    });
            assertThat(run.stages()).isEmpty();
            assertThat(run.target.value("select count(*) from m where v = 'old'"))
                    .isIn("51", "0");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"Indexing", "Verifying", "Publishing"})
    void continuesWithThePartitionsThatAnotherProcessHasFilled(Phase phase) {
        try (ResumedRun run = new ResumedRun()
                .both(YearsTree.create())
                .both("create table b (id int primary key)", "alter table m add b int references b")
                .source(YearsTree.ROWS, "insert into b values (1)", "update m set b = 1")
                .target(OLD_ROWS)) {
            run.drainedIn(phase);

            assertThat(run.resumed().kept())
                    .extracting(TableName::name)
                    .containsExactly("b", "m_2024", "m_2025_a", "m_2025_rest");
            assertThat(run.target.value("select count(*) from pg_partition_tree('m_v')"))
                    .isEqualTo("5");
        }
    }

    @Test
    void startsAnewWithATreeThatTheRootHasFilled() {
        try (ResumedRun run = new ResumedRun()
                .source("create table m (id int primary key)", "insert into m select generate_series(1, 100)")
                .target(
                        "create table m (id int primary key) partition by range (id)",
                        "create table m_1 partition of m default")) {
            run.drainedIn(Phase.Verifying);

            assertThat(run.resumed().kept()).isEmpty();
        }
    }

    private static Scenario swap(Pair pair) {
        return pair.scenario().mode(Mode.Swap);
    }
}
