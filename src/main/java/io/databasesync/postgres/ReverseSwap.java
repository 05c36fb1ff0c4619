package io.databasesync.postgres;

import io.databasesync.postgres.KeptGeneration.KeptTable;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Undoes a run: one transaction in which its tables move into a `prev` schema of the rollback's own and
/// those that it
/// had replaced back into their place. Policies, triggers, rules and grants are those of the live tables:
/// a swap copied
/// them from the kept ones, and they may have changed since.
final class ReverseSwap {
    private final KeptGeneration found;
    private final StageSchemas schemas;
    private final SwapLocks locks;

    /// @param found what validation saw; it is read again under the locks
    ReverseSwap(KeptGeneration found, StageSchemas schemas, SwapLocks locks) {
        this.found = found;
        this.schemas = schemas;
        this.locks = locks;
    }

    /// Runs the whole of it in the given transaction, which the caller commits.
    ///
    /// @return statements that validate what was added `NOT VALID`, for after the commit
    List<String> run(Transaction t, Lease lease, Duration lockTimeout) {
        SwapSteps steps = new SwapSteps(t, lease);
        Catalog catalog = new Catalog(t);
        steps.begin(lockTimeout);
        locks.take(t, lockTimeout, moving(), OutsideForeignKeys.of(found).ofReplaced(catalog));
        KeptGeneration generation = KeptGeneration.read(t, found.syncId());
        List<ForeignKey> outside = OutsideForeignKeys.of(generation).ofReplaced(catalog);
        List<Long> live = oids(replaced(generation).flatMap(k -> k.live().stream()));
        List<String> belongings = catalog.statements("belongings", live);
        List<String> rebindings = catalog.statements("rebindings", live, live, live);

        outside.forEach(k -> steps.run(OutsideForeignKeys.drop(k), "dropping foreign key " + k.name()));
        strip(steps, catalog, generation);
        steps.moveOut(generation.leaving(), schemas.previous());
        returning(generation)
                .forEach(k ->
                        steps.moveIn(k.name(), k.kept().orElseThrow().name().schema(), comesAs(k)));
        belongings.forEach(sql -> steps.run(sql, "restoring what belonged to a live table"));
        rebindings.forEach(sql -> steps.run(sql, "binding a view, rule or function to the tables that came back"));
        returning(generation).forEach(k -> steps.own(k.name(), comesAs(k)));
        List<String> validations = steps.add(staying(generation, outside));
        for (String schema : ReplacedTables.forget(t, generation.syncId())) {
            steps.run("drop schema " + Sql.identifier(schema), "dropping the emptied schema " + schema);
        }
        generation.tables().forEach(k -> ReplacedTables.record(t, row(lease.syncId(), k)));
        return validations;
    }

    private SortedMap<Long, TableName> moving() {
        SortedMap<Long, TableName> moving = new TreeMap<>();
        Stream.concat(found.leaving().stream(), found.returning().stream())
                .forEach(shape -> moving.put(shape.oid(), shape.name()));
        return moving;
    }

    private static Stream<KeptTable> replaced(KeptGeneration generation) {
        return generation.tables().stream().filter(KeptTable::replaced);
    }

    private static List<Long> oids(Stream<TableShape> shapes) {
        return shapes.map(TableShape::oid).toList();
    }

    // What was kept still has its policies, triggers, rules and grants of then.
    private static void strip(SwapSteps steps, Catalog catalog, KeptGeneration generation) {
        List<Long> all = new ArrayList<>(oids(generation.leaving().stream()));
        all.addAll(oids(generation.returning().stream()));
        catalog.statements("leave_publications", all).forEach(sql -> steps.run(sql, "leaving a publication"));
        catalog.statements("strip_belongings", oids(replaced(generation).flatMap(k -> k.kept().stream())))
                .forEach(sql -> steps.run(sql, "taking off what a kept table had"));
        replaced(generation)
                .forEach(k -> k.otherOwner()
                        .ifPresent(live ->
                                giveTo(steps, live, k.kept().orElseThrow().name())));
    }

    // Before it moves: a sequence that it gets has that owner already. An owner needs CREATE where its table is; the
    // schema is ours, and goes with this transaction.
    private static void giveTo(SwapSteps steps, TableShape live, TableName kept) {
        String owner = Sql.identifier(live.table().owner());
        String doing = "giving %s to its owner".formatted(live.name());
        steps.run("grant create on schema %s to %s".formatted(Sql.identifier(kept.schema()), owner), doing);
        steps.run("alter table %s owner to %s".formatted(Sql.qualified(kept), owner), doing);
    }

    private static Stream<KeptTable> returning(KeptGeneration generation) {
        return generation.tables().stream().filter(k -> k.kept().isPresent());
    }

    // What the table that comes back takes over.
    private static TableShape comesAs(KeptTable table) {
        return table.live().or(table::kept).orElseThrow();
    }

    // Those of a table that goes away and gets no successor go with it.
    private static List<ForeignKey> staying(KeptGeneration generation, List<ForeignKey> outside) {
        List<TableName> gone = generation.tables().stream()
                .filter(k -> k.kept().isEmpty())
                .map(KeptTable::name)
                .toList();
        return outside.stream()
                .filter(k -> !gone.contains(k.table()) && !gone.contains(k.referenced()))
                .toList();
    }

    private static ReplacedTables.Row row(String syncId, KeptTable table) {
        return new ReplacedTables.Row(
                syncId,
                table.name(),
                table.live().map(TableShape::oid).orElse(0L),
                table.kept().map(TableShape::oid).orElse(0L));
    }
}
