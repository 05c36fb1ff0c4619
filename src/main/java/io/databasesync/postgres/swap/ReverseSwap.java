package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.StageSchemas;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Says how to undo a run in one transaction. The run's tables move into a `prev` schema of the rollback, and the
/// tables that it had replaced move back into their place. Policies, triggers, rules and grants come from the
/// live tables: a swap copied them from the kept tables, and they may have changed since.
final class ReverseSwap {
    private final KeptGeneration found;
    private final Fills fills;
    private final StageSchemas schemas;
    private final String runId;
    private Optional<SwapScripts> ahead = Optional.empty();

    /// @param runId of the rollback
    /// @param found what validation found; `prepare` reads it again
    /// @param fills the tables that stay and get their earlier rows
    ReverseSwap(String runId, KeptGeneration found, Fills fills, StageSchemas schemas) {
        this.runId = runId;
        this.found = found;
        this.fills = fills;
        this.schemas = schemas;
    }

    /// What records which table replaces which.
    ReverseRecord record() {
        return new ReverseRecord(runId, found, schemas);
    }

    List<Long> leaving() {
        return found.leaving().stream().map(TableDefinition::oid).toList();
    }

    // The schemas of the tables that come back, if an array type is in the way of one.
    private Map<Long, String> room(Catalog catalog) {
        Map<Long, String> moving = new TreeMap<>();
        returning(found)
                .forEach(k -> moving.put(k.kept().orElseThrow().oid(), k.name().schema()));
        return ArrayTypes.inTheWay(catalog, moving, leaving()) ? moving : Map.of();
    }

    /// Prepares in the transaction that has read the generation. A table that stays is no other one after another run
    /// has filled it, so that nothing would show such a run: then this waits for the lease.
    ///
    /// @return whether it did
    boolean writeAhead(Transaction t) {
        ahead = fills.isEmpty() ? Optional.of(read(t)) : Optional.empty();
        return ahead.isPresent();
    }

    /// Reads all that the statements depend on, and writes them. Nobody waits for this.
    ///
    /// @throws SyncException the reason of a new obstacle
    SwapScripts prepare(Transaction t) {
        Optional<SwapScripts> written = ahead;
        ahead = Optional.empty();
        return written.orElseGet(() -> read(t));
    }

    private SwapScripts read(Transaction t) {
        Catalog catalog = new Catalog(t);
        ReverseReading reading = new ReverseReading(t, found, fills);
        Round.ahead(List.of(
                reading::fingerprint,
                reading::sequences,
                () -> KeptGeneration.read(t, found.runId()),
                () -> reading.locks(reading.outside(found)),
                () -> statements(catalog, found),
                () -> ReplacedTables.schemas(t, found.runId()),
                () -> room(catalog),
                () -> record().script(t, Map.of())));
        Fingerprint fingerprint = reading.fingerprint();
        KeptGeneration generation = KeptGeneration.read(t, found.runId());
        ReplacedSequences sequences = reading.sequences();
        List<ForeignKey> outside = reading.outside(generation);
        SwapLocks locks = reading.locks(outside);
        SwapSteps move = move(catalog, generation, outside);
        SwapSteps ending = new SwapSteps();
        List<String> validations = end(ending, catalog, generation, outside);
        ending.dropSchemas(ReplacedTables.schemas(t, generation.runId()));
        ending.add(EventTriggerSwitch.ON, "switching event triggers on");
        sequences.putBack(ending, runId);
        ending.addAll(ReplacedTables.forgetting(generation.runId()), "forgetting what the run replaced");
        return new SwapScripts(
                room(catalog), locks, fingerprint.proof(), move.script(), ending.script(), List.of(), validations);
    }

    // Asks for the statements of `move` and `end`, side by side.
    private boolean statements(Catalog catalog, KeptGeneration generation) {
        SqlArray live = live(generation);
        Round.ahead(List.of(
                () -> catalog.statements("leave_publications", all(generation)),
                () -> catalog.statements("strip_belongings", stripped(generation)),
                () -> catalog.statements("belongings", live),
                () -> catalog.statements("rebindings", live, live, live),
                () -> keyTriggers(catalog, generation)));
        return true;
    }

    private static SqlArray live(KeptGeneration generation) {
        return SqlArray.oids(Stream.concat(
                        replaced(generation).flatMap(k -> k.live().stream()).map(TableDefinition::oid),
                        generation.views().stream().map(v -> v.live().oid()))
                .toList());
    }

    private static SqlArray all(KeptGeneration generation) {
        return oids(Stream.concat(generation.leaving().stream(), generation.returning().stream()));
    }

    private static SqlArray stripped(KeptGeneration generation) {
        return SqlArray.oids(Stream.concat(
                        replaced(generation).flatMap(k -> k.kept().stream()).map(TableDefinition::oid),
                        generation.views().stream().map(v -> v.kept().oid()))
                .toList());
    }

    private SwapSteps move(Catalog catalog, KeptGeneration generation, List<ForeignKey> outside) {
        SqlArray live = live(generation);
        SwapSteps steps = new SwapSteps();
        steps.add(EventTriggerSwitch.OFF, "switching event triggers off");
        steps.dropForeignKeys(outside);
        strip(steps, catalog, generation);
        steps.makeSchemas(found.kept(), schemas.previous());
        steps.moveOut(
                generation.leaving(),
                generation.views().stream().map(KeptView::live).toList(),
                schemas.previous());
        returning(generation)
                .forEach(k ->
                        steps.moveIn(k.name(), k.kept().orElseThrow().name().schema(), comesAs(k)));
        generation.views().forEach(v -> steps.moveIn(v.live(), v.kept().name().schema()));
        steps.addAll(catalog.statements("belongings", live), "restoring what belonged to a live table");
        steps.addAll(
                catalog.statements("rebindings", live, live, live),
                "binding a view, rule or function to the tables that came back");
        returning(generation).forEach(k -> steps.own(k.name(), comesAs(k)));
        return steps;
    }

    private List<String> keyTriggers(Catalog catalog, KeptGeneration generation) {
        SqlArray rebound = SqlArray.oids(
                Stream.concat(generation.leaving().stream().map(TableDefinition::oid), fills.tables().oids().stream())
                        .toList());
        return catalog.statements("key_triggers", rebound, rebound);
    }

    private List<String> end(SwapSteps steps, Catalog catalog, KeptGeneration generation, List<ForeignKey> outside) {
        if (!fills.isEmpty()) {
            steps.add(EventTriggerSwitch.OFF, "switching event triggers off");
            found.tables().stream()
                    .filter(KeptTable::filled)
                    .flatMap(k -> k.kept().stream())
                    .forEach(k -> steps.add("drop table " + Sql.qualified(k.name()), "dropping the copy " + k.name()));
        }
        List<String> validations = steps.addForeignKeys(staying(generation, outside));
        steps.addAll(keyTriggers(catalog, generation), "restoring the state of a foreign key's triggers");
        return validations;
    }

    private static Stream<KeptTable> replaced(KeptGeneration generation) {
        return generation.moving().stream().filter(KeptTable::replaced);
    }

    private static SqlArray oids(Stream<TableDefinition> definitions) {
        return SqlArray.oids(definitions.map(TableDefinition::oid).toList());
    }

    // The kept tables still have their policies, triggers, rules and grants from that time.
    private static void strip(SwapSteps steps, Catalog catalog, KeptGeneration generation) {
        steps.addAll(catalog.statements("leave_publications", all(generation)), "leaving a publication");
        steps.addAll(catalog.statements("strip_belongings", stripped(generation)), "taking off what a kept table had");
        replaced(generation)
                .forEach(k -> k.otherOwner()
                        .ifPresent(live -> giveTo(
                                steps,
                                live.table().owner(),
                                k.kept().orElseThrow().name())));
        generation.views().stream()
                .filter(v -> !v.live().owner().equals(v.kept().owner()))
                .forEach(v -> giveTo(steps, v.live().owner(), v.kept().name()));
    }

    // This comes before the move, because a sequence that the table gets already has that owner. An owner needs
    // CREATE on the schema of its table. The schema is ours, and is dropped in this transaction.
    private static void giveTo(SwapSteps steps, String role, TableName kept) {
        String owner = Sql.identifier(role);
        String doing = "changing the owner of %s".formatted(kept.name());
        steps.add("grant create on schema %s to %s".formatted(Sql.identifier(kept.schema()), owner), doing);
        steps.add("alter table %s owner to %s".formatted(Sql.qualified(kept), owner), doing);
    }

    private static Stream<KeptTable> returning(KeptGeneration generation) {
        return generation.moving().stream().filter(k -> k.kept().isPresent());
    }

    // The definition that the returning table takes over.
    private static TableDefinition comesAs(KeptTable table) {
        return table.live().or(table::kept).orElseThrow();
    }

    // The foreign keys of a table that goes away without a successor go with it.
    private static List<ForeignKey> staying(KeptGeneration generation, List<ForeignKey> outside) {
        List<TableName> gone = generation.tables().stream()
                .filter(k -> k.kept().isEmpty())
                .map(KeptTable::name)
                .toList();
        return outside.stream()
                .filter(k -> !gone.contains(k.table()) && !gone.contains(k.referenced()))
                .toList();
    }
}
