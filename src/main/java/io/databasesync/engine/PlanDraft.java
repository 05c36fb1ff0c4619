package io.databasesync.engine;

import io.databasesync.postgres.CopyEnds;
import io.databasesync.postgres.InPlaceTables;
import io.databasesync.postgres.ServerIdentity;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDrift;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Sha256;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncPlan.Database;
import io.databasesync.sync.SyncPlan.PlannedTable;
import io.databasesync.sync.SyncPlan.Size;
import io.databasesync.sync.SyncPlan.Warning;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a plan of what validation has found.
final class PlanDraft {
    private static final int SHAPE_DIGITS = 12;

    private final SyncRequest request;
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Parts.Sizes partSizes;

    PlanDraft(SyncRequest request, SourceDatabase source, TargetDatabase target, Parts.Sizes partSizes) {
        this.request = request;
        this.source = source;
        this.target = target;
        this.partSizes = partSizes;
    }

    /// What validation has found.
    ///
    /// @param pairs largest first
    /// @param inPlace the same tables, if their rows are replaced in place and can be
    /// @param losses rows that tables will have fewer
    record Findings(
            List<TablePair> pairs,
            List<TableName> excluded,
            Relocation relocation,
            ModeChoice choice,
            Optional<InPlaceTables> inPlace,
            Optional<String> losses,
            Costs costs,
            Blockers blockers) {}

    SyncPlan of(Findings found) {
        List<String> notes = new ArrayList<>();
        if (request.safety().targetFreeBytes() == null) {
            notes.add("free space of the target is unknown; set safety.targetFreeBytes");
        }
        return new SyncPlan(
                request.direction(),
                database(request.source(), source.identity(), source.read(Catalog::databaseBytes)),
                database(request.target(), target.identity(), target.read(Catalog::databaseBytes)),
                found.choice().mode(),
                found.choice().reasons(),
                tables(found),
                found.excluded(),
                drift(found),
                warnings(found),
                found.blockers().list(),
                notes,
                found.costs().estimate());
    }

    private static Database database(DatabaseEndpoint endpoint, ServerIdentity identity, long bytes) {
        return new Database(
                endpoint.database(),
                endpoint.hosts().stream()
                        .map(DatabaseEndpoint.HostPort::toString)
                        .collect(Collectors.joining(",")),
                identity.role(),
                identity.version(),
                identity.text(),
                bytes);
    }

    private List<PlannedTable> tables(Findings found) {
        if (found.inPlace().isPresent()) {
            InPlaceTables tables = found.inPlace().get();
            return tables.tables().stream()
                    .map(t -> planned(
                            t.pair(),
                            CopyEnds.inPlace(t.pair()).size(),
                            tables.rebuilt(t).size()))
                    .toList();
        }
        boolean whole = found.choice().mode() == Mode.InPlace;
        Map<Long, Long> blocks = source.read(c ->
                c.heapBlocks(found.pairs().stream().map(p -> p.source().oid()).toList()));
        long total = found.pairs().stream()
                .mapToLong(p -> p.source().table().bytes())
                .sum();
        return found.pairs().stream()
                .map(p -> planned(
                        p,
                        whole
                                ? 1
                                : Parts.count(
                                        p,
                                        total,
                                        blocks.getOrDefault(p.source().oid(), 0L),
                                        request.parallelism().tables(),
                                        partSizes),
                        p.shape().indexes().size()))
                .toList();
    }

    private static PlannedTable planned(TablePair pair, int parts, int indexes) {
        return new PlannedTable(
                pair.name(),
                size(pair.source()),
                pair.target().map(PlanDraft::size).orElse(null),
                pair.binary(),
                parts,
                indexes,
                shape(pair));
    }

    private static Size size(TableShape shape) {
        return new Size(
                shape.table().estimatedRows(),
                shape.table().bytes(),
                shape.indexes().stream().mapToLong(Index::bytes).sum());
    }

    // What an approved plan may not have changed of a table unseen.
    private static String shape(TablePair pair) {
        TableShape shape = pair.shape();
        Stream<String> columns = pair.columns().stream()
                .map(name -> name + " "
                        + shape.column(name).map(Column::comparableType).orElse(""));
        Stream<String> indexes =
                shape.indexes().stream().map(index -> index.name() + " " + index.unique() + index.definition());
        Stream<String> keys = shape.foreignKeys().stream()
                .map(key -> key.name() + " " + key.definition(key.referenced().toString()));
        String text = Stream.of(columns, indexes, keys)
                .map(lines -> lines.sorted().collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
        return Sha256.hex(text).substring(0, SHAPE_DIGITS);
    }

    private static List<String> drift(Findings found) {
        return found.pairs().stream()
                .flatMap(p -> Stream.concat(
                                new TableDrift(p, found.relocation()).differences().stream(), p.leftAlone().stream())
                        .map(difference -> "%s: %s".formatted(p.name(), difference)))
                .toList();
    }

    private List<Warning> warnings(Findings found) {
        List<Warning> warnings = new ArrayList<>();
        found.inPlace()
                .ifPresent(tables ->
                        new InPlaceChecks(target).warnings(tables).forEach(text -> warnings.add(Warning.of(text))));
        ServerChecks.poolers(request, source.identity(), target.identity())
                .forEach(text -> warnings.add(Warning.of(text)));
        ServerChecks.standby(request, source).ifPresent(text -> warnings.add(Warning.of(text)));
        found.losses().ifPresent(text -> warnings.add(new Warning(text, ShrinkLimit.LOSSES)));
        unreadableSequences(found.pairs()).forEach(text -> warnings.add(Warning.of(text)));
        ObjectIds.warnings(found.pairs()).forEach(text -> warnings.add(Warning.of(text)));
        return warnings;
    }

    private static Stream<String> unreadableSequences(List<TablePair> pairs) {
        return pairs.stream()
                .flatMap(p -> p.source().sequences().stream()
                        .filter(s -> !s.maySelect())
                        .map(s ->
                                ("our role may not read sequence %s.%s of the source, so it is set behind the largest %s;"
                                                + " run: GRANT SELECT ON SEQUENCE %s.%s")
                                        .formatted(s.schema(), s.name(), s.column(), s.schema(), s.name())));
    }
}
