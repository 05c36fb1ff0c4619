package io.databasesync.postgres;

import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Foreign keys between a table of the stage and one that stays. They are dropped and added again when the stage is
/// published,
/// `NOT VALID` first, for a short transaction; that they will hold is looked up before.
final class OutsideForeignKeys {
    private final Map<TableName, StagedTable> selected;

    OutsideForeignKeys(Stage stage) {
        this.selected = stage.tables().stream().collect(Collectors.toMap(StagedTable::name, t -> t));
    }

    /// Those of tables that are replaced, in either direction.
    List<ForeignKey> ofReplaced(Catalog catalog) {
        List<Long> oids = selected.values().stream()
                .flatMap(t -> t.pair().target().stream())
                .map(TableShape::oid)
                .toList();
        return catalog.foreignKeys(oids).stream()
                .filter(k -> !selected.containsKey(k.table()) || !selected.containsKey(k.referenced()))
                .toList();
    }

    /// Those of tables that are created, to tables that are there already.
    List<ForeignKey> ofCreated() {
        return selected.values().stream()
                .filter(t -> t.pair().target().isEmpty())
                .flatMap(t -> t.pair().shape().foreignKeys().stream())
                .filter(k -> !selected.containsKey(k.referenced()))
                .toList();
    }

    static String drop(ForeignKey key) {
        return "alter table %s drop constraint %s".formatted(Sql.qualified(key.table()), Sql.identifier(key.name()));
    }

    static List<String> add(ForeignKey key) {
        String table = Sql.qualified(key.table());
        String add = "alter table %s add constraint %s %s not valid"
                .formatted(table, Sql.identifier(key.name()), key.definition(Sql.qualified(key.referenced())));
        return key.comment() == null
                ? List.of(add)
                : List.of(
                        add,
                        "comment on constraint %s on %s is %s"
                                .formatted(Sql.identifier(key.name()), table, Sql.literal(key.comment())));
    }

    static String validate(ForeignKey key) {
        return "alter table %s validate constraint %s"
                .formatted(Sql.qualified(key.table()), Sql.identifier(key.name()));
    }

    /// What would break if the stage were published now, one sentence a foreign key.
    List<String> violations(Transaction t) {
        return Stream.concat(ofReplaced(new Catalog(t)).stream(), ofCreated().stream())
                .filter(k -> k.validated() && !k.temporal())
                .flatMap(k -> violation(t, k).stream())
                .toList();
    }

    private Optional<String> violation(Transaction t, ForeignKey key) {
        String given = key.columns().stream()
                .map(c -> "a." + Sql.identifier(c) + " is not null")
                .collect(Collectors.joining(" and "));
        String equal = IntStream.range(0, key.columns().size())
                .mapToObj(i -> "b.%s = a.%s"
                        .formatted(
                                Sql.identifier(key.referencedColumns().get(i)),
                                Sql.identifier(key.columns().get(i))))
                .collect(Collectors.joining(" and "));
        long orphans = t.queryLong(
                "select count(*) from only %s a where %s and not exists (select from %s b where %s)"
                        .formatted(name(key.table()), given, name(key.referenced()), equal),
                Reason.ForeignKeyOutside,
                "checking foreign key %s of %s".formatted(key.name(), key.table()));
        return orphans == 0
                ? Optional.empty()
                : Optional.of("%,d rows of %s would refer by %s to rows of %s that are not there"
                        .formatted(orphans, key.table(), key.name(), key.referenced()));
    }

    private String name(TableName table) {
        StagedTable staged = selected.get(table);
        return staged == null ? Sql.qualified(table) : staged.ddl().stage();
    }
}
