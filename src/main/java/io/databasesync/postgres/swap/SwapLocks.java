package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The locks of one swap: all that it needs, taken before a table moves, by one statement that runs in the server.
///
/// A reader that holds one of these locks may wait for another one that we hold. If we wait for the reader as
/// well, that is a deadlock, and the server ends the session that detects it first, after `deadlock_timeout`.
/// That must not be the reader. So the statement takes all that is free, and waits for the rest in pieces of
/// milliseconds. In between it looks at the server's locks. A lock that such a reader waits for is released, with
/// all that were taken after it, and taken again as the last one: the reader ends, and sessions that have no lock
/// yet keep waiting. If any session has waited for us long enough, everything is released for a moment, and the
/// lock that did not come is waited for alone. Patience grows from try to try, to half of `deadlock_timeout`.
final class SwapLocks {
    /// The number of savepoints, and thus of groups of locks that are released one after the other.
    private static final int LEVELS = 6;

    private SwapLocks() {}

    /// A lock to take.
    ///
    /// @param name for the operator
    /// @param relation as SQL spells it
    private record Wanted(String name, String relation, String statement) {
        static Wanted table(TableName table) {
            return new Wanted(
                    table.toString(),
                    Sql.qualified(table),
                    "lock table only " + Sql.qualified(table) + " in access exclusive mode");
        }

        static Wanted filled(TableDefinition table) {
            return new Wanted(
                    table.name().toString(),
                    Sql.qualified(table.name()),
                    "lock table " + table.rowsOf(Sql.qualified(table.name())) + " in access exclusive mode");
        }

        /// `LOCK TABLE` would also lock everything that the view reads, and refuses materialized views. No view
        /// has this option, so resetting it changes nothing.
        ///
        /// @param name after its kind: `materialized view public.m`
        static Wanted view(String name) {
            String named = name.replaceFirst("view ", "view if exists ");
            return new Wanted(
                    name,
                    name.replaceFirst("^(?:materialized )?view ", ""),
                    "alter " + named + " reset (user_catalog_table)");
        }

        static Wanted sequence(TableName name) {
            return new Wanted(
                    "sequence " + name, Sql.qualified(name), SequencePositions.takeOver(Sql.qualified(name)));
        }
    }

    /// The statement that takes the locks, in the order of most statements: views from the outermost, referring
    /// tables, tables that are replaced, in OID order, referenced tables, sequences. It remembers the time in the
    /// setting `databasesync.locked_since`.
    ///
    /// @param lockTimeout after it, the statement fails with the SQLSTATE `55P03` and names a lock that did not
    /// come
    static String statement(Catalog catalog, LockedObjects objects, Duration lockTimeout) {
        Set<Long> read = new TreeSet<>(objects.tables().keySet());
        read.addAll(objects.views());
        Set<TableName> names = objects.names();
        Set<TableName> lockable = catalog.lockable(objects.outside().stream()
                .flatMap(k -> Stream.of(k.table(), k.referenced()))
                .filter(table -> !names.contains(table))
                .collect(Collectors.toCollection(TreeSet::new)));
        return statement(catalog.objects().boundViews(read), objects, lockable, lockTimeout);
    }

    /// @param views from the outermost, as SQL spells them after their kind
    /// @param lockable tables besides the replaced ones that our role may lock
    static String statement(
            List<String> views, LockedObjects objects, Set<TableName> lockable, Duration lockTimeout) {
        return statement(wanted(views, objects, lockable), lockTimeout);
    }

    private static String statement(List<Wanted> wanted, Duration lockTimeout) {
        String inner = SqlResource.load("take_locks_that_others_hold").replace("@level@", String.valueOf(LEVELS));
        for (int level = LEVELS; level > 0; level--) {
            inner = SqlResource.load("take_locks_of_level")
                    .replace("@first@", level == 1 ? SqlResource.load("take_first_lock") : "")
                    .replace("@level@", String.valueOf(level))
                    .replace("@inner@", inner);
        }
        return Sql.block(SqlResource.load("take_locks")
                .replace("@levels@", inner)
                .replace("@count@", String.valueOf(wanted.size()))
                .replace("@millis@", String.valueOf(Math.max(1, lockTimeout.toMillis())))
                .replace("@relations@", texts(wanted, Wanted::relation))
                .replace("@named@", texts(wanted, Wanted::name))
                .replace("@taking@", texts(wanted, Wanted::statement)));
    }

    private static String texts(List<Wanted> wanted, Function<Wanted, String> text) {
        return Sql.texts(wanted.stream().map(text).collect(Collectors.toList()));
    }

    private static List<Wanted> wanted(List<String> views, LockedObjects objects, Set<TableName> lockable) {
        List<Wanted> wanted = new ArrayList<>();
        views.forEach(view -> wanted.add(Wanted.view(view)));
        SortedMap<Long, Wanted> replaced = new TreeMap<>();
        objects.tables().forEach((oid, table) -> replaced.put(oid, Wanted.table(table)));
        objects.filled().forEach(table -> replaced.put(table.oid(), Wanted.filled(table)));
        others(lockable, objects.outside().stream().map(ForeignKey::table)).forEach(wanted::add);
        wanted.addAll(replaced.values());
        others(lockable, objects.outside().stream().map(ForeignKey::referenced)).forEach(wanted::add);
        objects.sequences().stream().sorted().map(Wanted::sequence).forEach(wanted::add);
        return wanted;
    }

    private static Stream<Wanted> others(Set<TableName> lockable, Stream<TableName> tables) {
        return tables.filter(lockable::contains).distinct().map(Wanted::table);
    }
}
