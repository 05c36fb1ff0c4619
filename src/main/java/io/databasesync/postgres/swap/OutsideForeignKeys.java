package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.KeyType;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.checksum.FirstKeys;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.Trees;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Foreign keys between a table that moves and one that stays, and those that refer to a table that is filled. The
/// swap drops them and adds them again, first as `NOT VALID`, to keep the transaction short. A check before the swap
/// shows whether they will hold.
final class OutsideForeignKeys {
    /// The tables that have the new rows now, by the name of the table.
    private final Map<TableName, TableName> incoming;

    /// The partitions of each tree that is made in the publishing transaction: until then, each is a table by itself.
    private final Map<TableName, List<TableName>> apart;

    private final List<Long> moved;
    private final InPlaceTables filled;
    private final List<ForeignKey> ofCreated;

    private OutsideForeignKeys(
            Map<TableName, TableName> incoming, List<Long> moved, InPlaceTables filled, List<ForeignKey> ofCreated) {
        this.incoming = incoming;
        this.apart = Trees.leaves(filled.created());
        this.moved = moved;
        this.filled = filled;
        this.ofCreated = ofCreated;
    }

    static OutsideForeignKeys of(Stage stage, Fills fills) {
        Map<TableName, TableName> incoming = stage.tables().stream()
                .collect(Collectors.toMap(RunTable::name, t -> t.ddl().stageTable()));
        Set<TableName> filled = fills.names();
        List<RunTable> moved =
                stage.tables().stream().filter(t -> !filled.contains(t.name())).toList();
        Stream<ForeignKey> ofMoved = moved.stream()
                .filter(t -> t.pair().target().isEmpty())
                .flatMap(t -> t.pair().definition().foreignKeys().stream())
                .filter(k -> !incoming.containsKey(k.referenced()) || filled.contains(k.referenced()));
        Stream<ForeignKey> ofFilled =
                fills.tables().created().stream().flatMap(t -> t.pair().definition().foreignKeys().stream());
        return new OutsideForeignKeys(
                incoming,
                moved.stream()
                        .flatMap(t -> t.pair().target().stream())
                        .map(TableDefinition::oid)
                        .toList(),
                fills.tables(),
                Stream.concat(ofMoved, ofFilled).toList());
    }

    static OutsideForeignKeys of(KeptGeneration generation, Fills fills) {
        Map<TableName, TableName> incoming = generation.tables().stream()
                .collect(Collectors.toMap(
                        KeptTable::name,
                        k -> k.kept().map(TableDefinition::name).orElse(k.name())));
        return new OutsideForeignKeys(
                incoming,
                generation.leaving().stream().map(TableDefinition::oid).toList(),
                fills.tables(),
                List.of());
    }

    /// Foreign keys that are dropped and added again.
    List<ForeignKey> rebound(Catalog catalog) {
        return Stream.concat(
                        catalog.foreignKeys(moved).stream().filter(k -> !bothMove(k)),
                        catalog.foreignKeys(filled.oids()).stream()
                                .filter(k -> filled.emptied().contains(k.referenced()))
                                .filter(k -> k.mayAlter() && k.mayReference()))
                .distinct()
                .toList();
    }

    // The stage has the keys between them.
    private boolean bothMove(ForeignKey key) {
        return moves(key.table()) && moves(key.referenced());
    }

    private boolean moves(TableName table) {
        return incoming.containsKey(table) && !filled.emptied().contains(table);
    }

    /// Foreign keys of tables that are created, to tables that exist by then.
    List<ForeignKey> ofCreated() {
        return ofCreated;
    }

    /// The foreign keys that would break if the swap happened now.
    List<BrokenForeignKey> violations(Transaction t) {
        List<Long> replaced =
                Stream.concat(moved.stream(), filled.oids().stream()).toList();
        Catalog catalog = new Catalog(t);
        List<ForeignKey> keys = Stream.concat(
                        catalog.foreignKeys(replaced).stream().filter(k -> !bothMove(k)), ofCreated.stream())
                .filter(k -> k.validated() && !k.temporal())
                .toList();
        return look(t, looks(catalog, keys));
    }

    /// @param orphans the rows that refer to none, as the rest of a query
    private record Look(ForeignKey key, String orphans) {
        String doing() {
            return "checking foreign key %s of %s".formatted(key.name(), key.table());
        }
    }

    private List<Look> looks(Catalog catalog, List<ForeignKey> keys) {
        List<Answer<List<KeyType>>> types = keys.stream()
                .map(k -> catalog.askKeyTypes(rows(k.referenced()), k.referencedColumns()))
                .toList();
        return IntStream.range(0, keys.size())
                .mapToObj(i ->
                        new Look(keys.get(i), orphans(keys.get(i), types.get(i).get())))
                .toList();
    }

    private static List<BrokenForeignKey> look(Transaction t, List<Look> looks) {
        List<Answer<Long>> counts = looks.stream()
                .map(l -> t.ask(
                                "select count(*) " + l.orphans(),
                                row -> row.getLong(1),
                                Reason.ForeignKeyOutside,
                                l.doing())
                        .map(List::getFirst))
                .toList();
        return IntStream.range(0, looks.size())
                .filter(i -> counts.get(i).get() > 0)
                .mapToObj(i -> broken(t, looks.get(i), counts.get(i).get()))
                .toList();
    }

    private String orphans(ForeignKey key, List<KeyType> types) {
        String equal = IntStream.range(0, types.size())
                .mapToObj(i -> types.get(i)
                        .equalHere(
                                "b." + Sql.identifier(key.referencedColumns().get(i)),
                                key.operandTypes().get(i),
                                "a." + Sql.identifier(key.columns().get(i))))
                .collect(Collectors.joining(" and "));
        return "from %s a where %s and not exists (select from %s b where %s)"
                .formatted(
                        from(key.table(), key.columns(), key.partitioned()),
                        key.refers("a."::concat),
                        from(key.referenced(), key.referencedColumns(), true),
                        equal);
    }

    private static BrokenForeignKey broken(Transaction t, Look look, long count) {
        ForeignKey key = look.key();
        NamedRows rows = missingKeys(t, look);
        return new BrokenForeignKey(
                "foreign key %s of %s".formatted(key.name(), key.table()),
                "by foreign key %s of %s, %,d rows would refer to rows of %s that are not there, %s"
                        .formatted(key.name(), key.table(), count, key.referenced(), rows.summary()),
                rows);
    }

    private static NamedRows missingKeys(Transaction t, Look look) {
        ForeignKey key = look.key();
        String row = key.columns().stream().map(c -> "a." + Sql.identifier(c)).collect(Collectors.joining(", "));
        List<String> keys = t.query(
                "select distinct left(row(%s)::text, %s) as k %s order by k limit %s"
                        .formatted(row, FirstKeys.LONGEST, look.orphans(), FirstKeys.MOST + 1),
                found -> found.getString(1),
                Reason.ForeignKeyOutside,
                look.doing());
        return FirstKeys.missing(key.table(), key.referencedColumns(), keys);
    }

    // What comes after `from` for the rows of a table.
    private String from(TableName table, List<String> columns, boolean whole) {
        List<TableName> leaves = apart.get(table);
        if (leaves == null) {
            return (whole ? "" : "only ") + Sql.qualified(rows(table));
        }
        return leaves.isEmpty()
                ? Sql.qualified(rows(table)) // it has no partitions, and no rows
                : leaves.stream()
                        .map(leaf -> "select %s from %s".formatted(Sql.list(columns), Sql.qualified(rows(leaf))))
                        .collect(Collectors.joining(" union all ", "(", ")"));
    }

    // A table that the target lacks is only in the stage.
    private TableName rows(TableName table) {
        return incoming.getOrDefault(table, table);
    }
}
