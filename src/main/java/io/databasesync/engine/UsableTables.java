package io.databasesync.engine;

import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Checked;
import io.databasesync.engine.validation.TableCheck;
import io.databasesync.engine.validation.TablePairs;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableSelection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds out which of the selected tables a sync can copy, or create where the target lacks them.
final class UsableTables {
    private final SyncRequest request;
    private final SourceDatabase source;
    private final TargetDatabase target;

    UsableTables(SyncRequest request, Databases databases) {
        this.request = request;
        this.source = databases.source();
        this.target = databases.target();
    }

    /// The tables of the run that a sync can copy.
    ///
    /// @param blockers gets the refusals of the others
    List<TablePair> of(List<TablePair> pairs, Blockers blockers) {
        List<TablePair> members =
                TablePairs.members(pairs, names -> source.read(c -> TablePairs.definitions(c, Set.copyOf(names))));
        Set<TableName> names = members.stream().map(TablePair::name).collect(Collectors.toSet());
        List<Checked<Boolean>> checks = members.stream()
                .map(p -> Checked.of(own -> usable(p, names, own)))
                .toList();
        blockers.together(checks);
        return IntStream.range(0, members.size())
                .filter(i -> checks.get(i).result())
                .mapToObj(members::get)
                .toList();
    }

    /// Whether a sync can copy between the two tables of a pair, or create the missing one; if not, adds a blocker.
    private boolean usable(TablePair pair, Set<TableName> selected, Blockers blockers) {
        return blockers.check(() -> TableCheck.supported(pair.source().table(), Side.Source))
                && blockers.check(() -> TableCheck.readable(
                        pair.source().table(), Side.Source, source.identity().role()))
                && blockers.check(
                        () -> pair.target().ifPresentOrElse(TableCheck::existing, () -> missing(pair, selected)));
    }

    private void missing(TablePair pair, Set<TableName> selected) {
        if (request.tables().missing() == TableSelection.Missing.Fail) {
            throw SyncException.of(
                    Reason.TableMissing,
                    "table " + pair.name(),
                    "the target lacks table %s".formatted(pair.name()),
                    Fix.advice("create it, or set tables.missing: Create"));
        }
        TableCheck.creatable(pair.source().table(), selected);
        TableCheck.knownTo(target.identity().major(), pair.source());
        if (target.objects().hasRelation(pair.name().schema(), pair.name().name())) {
            throw SyncException.of(
                    Reason.UnsupportedTable,
                    "table " + pair.name(),
                    "table %s is to be created, but the target has %s of that name"
                            .formatted(
                                    pair.name(),
                                    pair.source().table().partition()
                                            ? "a table, view, sequence or index"
                                            : "a view, sequence or index"),
                    Fix.advice("drop or rename it there").or(Fix.exclude(pair.name())));
        }
    }
}
