package io.databasesync.postgres.target;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TargetWrites;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Notices rows that others write to the tables of a run. It compares the server's counters at the start of the run
/// with those under the locks of publishing. The rows of parts that are no
/// tables of the run themselves count for their root.
///
/// The counters are about right only: each session reports to them up to ten seconds late.
public final class TableWrites {
    private static final int NAMED = 10;
    private static final String ANSWER = "written ";
    private static final String WRITTEN = "DBS03";
    private static final String COUNTERS = """
        with recursive member(root, oid) as (
          select r, r from unnest(?::oid[]) r
          union
          select m.root, i.inhrelid from member m
          join pg_catalog.pg_inherits i on i.inhparent = m.oid
          where i.inhrelid <> all (?::oid[]))
        select root, sum(pg_catalog.pg_stat_get_tuples_inserted(oid)
          + pg_catalog.pg_stat_get_tuples_updated(oid)
          + pg_catalog.pg_stat_get_tuples_deleted(oid))::bigint as count
        from member group by root""";

    private final TargetWrites choice;
    private final Map<Long, TableName> tables;
    private Map<Long, Long> before = Map.of();
    private Optional<String> warning = Optional.empty();

    private TableWrites(TargetWrites choice, Map<Long, TableName> tables) {
        this.choice = choice;
        this.tables = tables;
    }

    /// For tables to which nobody else can write.
    public static TableWrites none() {
        return new TableWrites(TargetWrites.Block, Map.of());
    }

    /// For some tables, before anything is read.
    ///
    /// @param tables those that exist on the target
    public static TableWrites to(Collection<TableDefinition> tables, TargetWrites choice) {
        Map<Long, TableName> names = new TreeMap<>();
        tables.forEach(table -> names.put(table.oid(), table.name()));
        return new TableWrites(choice, names);
    }

    /// Reads the counters at the start of a run, with the next message of a transaction.
    public Answer<Boolean> begin(Transaction t) {
        return counters(t, tables.keySet()).map(found -> {
            before = found;
            return true;
        });
    }

    /// Compares the counters. Call it under the locks, before the run itself writes to the tables.
    ///
    /// @throws SyncException `TargetWritten` if somebody has written and the run refuses that
    public void check(Transaction t) {
        check(counters(t, tables.keySet()).get());
    }

    private void check(Map<Long, Long> now) {
        Map<TableName, Long> written = written(now);
        warning = written.isEmpty() ? Optional.empty() : Optional.of(sentence(written));
        if (choice == TargetWrites.Refuse && !written.isEmpty()) {
            throw SyncException.of(
                    Reason.TargetWritten,
                    written.size() == 1 ? "table " + written.keySet().iterator().next() : "the selected tables",
                    sentence(written),
                    Fix.advice("stop what writes there, then sync again")
                            .or(Fix.advice("set safety.targetWrites: Warn")));
        }
    }

    /// The statements that do so in a script: each returns one row, for `read`. If the run refuses writes, they fail
    /// with the SQLSTATE `DBS03`.
    public List<String> question() {
        if (tables.isEmpty()) {
            return List.of();
        }
        String oids = Sql.numbers("oid", tables.keySet());
        String counted = Sql.bound(COUNTERS, oids, oids);
        String question = "select '" + ANSWER + "' || string_agg(root || ' ' || count, ',') from (" + counted + ") c";
        String refusal = Sql.block("begin if exists (select from (%s) c join unnest(%s, %s) b(root, count) using (root)"
                        .formatted(
                                counted,
                                Sql.numbers("oid", tables.keySet()),
                                Sql.numbers(
                                        "bigint",
                                        tables.keySet().stream()
                                                .map(oid -> before.getOrDefault(oid, 0L))
                                                .toList()))
                + " where c.count > 0 and c.count <> b.count) then raise exception using errcode = '" + WRITTEN
                + "', message = 'others have written'; end if; end");
        return choice == TargetWrites.Refuse ? List.of(question, refusal) : List.of(question);
    }

    /// Reads the answer of a script that has asked.
    public void read(Collection<String> answers) {
        answers.stream().filter(a -> a.startsWith(ANSWER)).findFirst().ifPresent(answer -> {
            Map<Long, Long> now = new TreeMap<>();
            for (String pair : answer.substring(ANSWER.length()).split(",", -1)) {
                String[] parts = pair.split(" ", 2);
                now.put(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            }
            check(now);
        });
    }

    /// Whether a script has failed because others have written.
    public static boolean refused(SyncException failure) {
        return failure.sqlState().filter(WRITTEN::equals).isPresent();
    }

    /// The tables to which others wrote, with about how many rows. For the outcome.
    public Optional<String> warning() {
        return warning.map(sentence -> sentence + ". These rows are not in the new content");
    }

    private Map<TableName, Long> written(Map<Long, Long> now) {
        Map<TableName, Long> written = new TreeMap<>();
        now.forEach((oid, count) -> {
            long start = before.getOrDefault(oid, 0L);
            long rows = count < start ? count : count - start; // less: the counters were reset
            Optional.ofNullable(tables.get(oid)).filter(_ -> rows > 0).ifPresent(name -> written.put(name, rows));
        });
        return written;
    }

    private static String sentence(Map<TableName, Long> written) {
        String named = written.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED)
                .map(e -> "%s (about %d)".formatted(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
        int others = written.size() - NAMED;
        return "others wrote rows to the target during the run: " + named
                + (others > 0 ? ", and %d more tables".formatted(others) : "");
    }

    // Only once in a transaction: it would get the same numbers again.
    private static Answer<Map<Long, Long>> counters(Transaction t, Collection<Long> oids) {
        SqlArray roots = SqlArray.oids(oids);
        return t.ask(
                        COUNTERS,
                        row -> Map.entry(row.getLong(1), row.getLong(2)),
                        Reason.ConnectionLost,
                        "reading the counters of the tables",
                        roots,
                        roots)
                .map(counts -> counts.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
