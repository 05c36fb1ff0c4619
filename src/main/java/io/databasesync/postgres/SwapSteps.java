package io.databasesync.postgres;

import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What publishing and rolling back do alike, in the one transaction of each.
final class SwapSteps {
    private final Transaction transaction;
    private final Lease lease;

    SwapSteps(Transaction transaction, Lease lease) {
        this.transaction = transaction;
        this.lease = lease;
    }

    void run(String sql, String doing) {
        transaction.execute(sql, Reason.PublishFailed, doing);
    }

    void begin(Duration lockTimeout) {
        run("set local lock_timeout = " + lockTimeout.toMillis(), "setting lock_timeout");
        lease.heartbeat(transaction); // locks the row: nobody takes the lease before this commits
    }

    /// Moves live tables to schemas that keep them, which are made for that.
    ///
    /// @param previous the schema that keeps a table, by its schema
    void moveOut(List<TableShape> tables, Map<String, String> previous) {
        for (String schema :
                tables.stream().map(r -> r.name().schema()).collect(Collectors.toCollection(TreeSet::new))) {
            String keeper = previous.getOrDefault(schema, schema);
            run("create schema " + Sql.identifier(keeper), "making schema " + keeper);
            transaction.update(
                    "insert into databasesync.previous_generation (run_id, schema_name, previous_schema) values (?, ?, ?)",
                    Reason.PublishFailed,
                    "recording the previous generation",
                    lease.syncId(),
                    schema,
                    keeper);
        }
        for (TableShape old : tables) {
            String doing = "moving the old " + old.name() + " out";
            String keeper = Sql.identifier(
                    previous.getOrDefault(old.name().schema(), old.name().schema()));
            sharedOwned(old)
                    .forEach(s ->
                            run("alter sequence " + Sql.qualified(s.schema(), s.name()) + " owned by none", doing));
            run("alter table " + Sql.qualified(old.name()) + " set schema " + keeper, doing);
            for (ExtendedStatistics s : old.statistics()) {
                run("alter statistics " + Sql.qualified(s.schema(), s.name()) + " set schema " + keeper, doing);
            }
        }
    }

    /// Moves a table into place.
    ///
    /// @param from the schema where it and its statistics are
    /// @param shape what it takes over: the schemas of statistics
    void moveIn(TableName name, String from, TableShape shape) {
        String doing = "moving the new " + name + " in";
        run("alter table " + Sql.qualified(from, name.name()) + " set schema " + Sql.identifier(name.schema()), doing);
        for (ExtendedStatistics s : shape.statistics()) {
            String to = s.schema().equals(from) ? name.schema() : s.schema();
            run("alter statistics " + Sql.qualified(from, s.name()) + " set schema " + Sql.identifier(to), doing);
        }
    }

    /// Gives a table the shared sequences that it owns, once it is in place and belongs to the owner that it has in
    /// common with them.
    void own(TableName name, TableShape shape) {
        ownSequences(name, shape).forEach(sql -> run(sql, "giving " + name + " its sequences"));
    }

    static List<String> ownSequences(TableName name, TableShape shape) {
        return sharedOwned(shape)
                .map(s -> "alter sequence %s owned by %s.%s"
                        .formatted(
                                Sql.qualified(s.schema(), s.name()), Sql.qualified(name), Sql.identifier(s.column())))
                .toList();
    }

    private static Stream<Sequence> sharedOwned(TableShape shape) {
        return shape.sequences().stream().filter(s -> s.owned() && !s.movesWithTable());
    }

    /// Adds foreign keys without looking at the rows.
    ///
    /// @return statements that look at them, for after the commit
    List<String> add(List<ForeignKey> keys) {
        keys.forEach(k -> OutsideForeignKeys.add(k)
                .forEach(sql -> run(sql, "adding foreign key %s to %s".formatted(k.name(), k.table()))));
        return keys.stream()
                .filter(k -> k.validated() && !k.partitioned())
                .map(OutsideForeignKeys::validate)
                .toList();
    }
}
