package io.databasesync.engine.swap;

import io.databasesync.engine.run.ContentCheck;
import io.databasesync.engine.run.LeasedRun;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.catalog.RowCounts;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.swap.BrokenForeignKey;
import io.databasesync.postgres.swap.Publisher;
import io.databasesync.sync.Fix;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Compares the stage with the source's snapshot. Meanwhile it adds the stage's foreign keys, for which the server
/// reads all rows again. A stage that does not match is never published.
final class Verifying {
    private final LeasedRun leased;
    private final Stage stage;
    private final ContentCheck check;
    private final Map<TableName, Long> expected;

    /// Prepares a verification.
    ///
    /// @param source rows that were counted in the source's snapshot
    Verifying(LeasedRun leased, StageLoad load, List<VerifiedTable> source) {
        this.leased = leased;
        this.stage = load.stage();
        this.check = load.check();
        this.expected = VerifiedTable.rows(source);
    }

    /// Compares every table of the stage, and proves that it has each index and constraint.
    ///
    /// @param target reads the target meanwhile
    /// @param sequences sets the stage's sequences meanwhile
    /// @throws SyncException `VerificationFailed`, `IndexFailed` or `ForeignKeyOutside`
    void run(Publisher publisher, Runnable target, Runnable sequences) {
        compare(target);
        check.complete(stage.filled());
        ParallelWork.together(
                "prove",
                FirstFailure.of(leased.run().sessions()),
                List.of(this::proveWhole, () -> checkOutsideKeys(publisher), sequences));
    }

    private void compare(Runnable target) {
        FirstFailure failure = FirstFailure.of(leased.run().sessions());
        List<Thread> foreignKeys = new ParallelWork("foreign-keys", 1, failure)
                .start(
                        new ConcurrentLinkedQueue<>(groups(withForeignKeys()))::poll,
                        () -> new StageWriter(stage),
                        this::addForeignKeys);
        List<Thread> counts = new ParallelWork("verify", leased.run().tablesAtOnce(), failure)
                .start(
                        new ConcurrentLinkedQueue<>(groups(stage.filled()))::poll,
                        () -> new StageWriter(stage),
                        this::compare);
        List<Thread> others = ParallelWork.start("target", failure, List.of(target));
        failure.join(
                Stream.of(foreignKeys, counts, others).flatMap(List::stream).toList());
        failure.rethrow();
    }

    private void proveWhole() {
        leased.link()
                .retrying(_ -> Round.over(
                        List.of(leased.target().control()),
                        () -> Round.together(List.of(
                                () -> {
                                    stage.proveWhole();
                                    return true;
                                },
                                () -> {
                                    stage.views().find();
                                    return true;
                                }))));
    }

    private void checkOutsideKeys(Publisher publisher) {
        List<BrokenForeignKey> violations = leased.link().retrying(_ -> publisher.foreignKeyViolations());
        if (!violations.isEmpty()) {
            throw BrokenForeignKey.refusal(violations, Fix.advice("include those tables too, or correct the rows"));
        }
    }

    // A foreign key locks both tables. One connection adds all of them: two would wait for each other.
    private void addForeignKeys(StageWriter writer, List<RunTable> tables) {
        leased.link().retrying(tries -> {
            if (tries > 1) {
                writer.connection().addForeignKeysAgain(tables);
            } else {
                writer.connection().addForeignKeys(tables);
            }
            return tries;
        });
    }

    private static List<List<RunTable>> groups(List<RunTable> tables) {
        return RowCounts.groups(tables, table -> table.pair().source().table().bytes());
    }

    private List<RunTable> withForeignKeys() {
        return stage.tables().stream()
                .filter(table -> !table.ddl().innerForeignKeys().isEmpty())
                .toList();
    }

    private void compare(StageWriter writer, List<RunTable> tables) {
        leased.link().retrying(tries -> {
            check.loaded(writer.connection().content(), tables, expected);
            return tries;
        });
    }
}
