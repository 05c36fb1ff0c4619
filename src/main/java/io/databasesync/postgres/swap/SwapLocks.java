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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The locks of one swap: all that it needs, taken before a table moves, by one statement that runs in the server.
///
/// A reader that holds one of these locks may wait for another one that we hold. If we wait for the reader as well,
/// that is a deadlock, and the server ends the session that detects it first, after `deadlock_timeout`. That must not
/// be the reader. So we wait for the first lock only while we hold none: shortly at first, then longer. All other
/// locks must come within half of `deadlock_timeout`. Otherwise everything is released, and the next try begins with
/// the lock that did not come. No try costs a round trip.
///
/// If readers leave no moment for this, `Guards` help.
///
/// @param wanted in the order of most statements: views from the outermost, referring tables, tables that are
/// replaced, in OID order, referenced tables, sequences
record SwapLocks(List<Wanted> wanted) {
    /// A lock to take.
    ///
    /// @param name for the operator, after its kind
    /// @param taking the statement that takes it
    /// @param sharing the statement that takes a lock of the same relations which disturbs no reader; may be empty
    /// @param relations as SQL spells them, if they have readers
    record Wanted(String name, String taking, String sharing, List<String> relations) {
        static Wanted table(TableName table) {
            String relation = Sql.qualified(table);
            return lock(table, "only " + relation, List.of(relation));
        }

        static Wanted filled(TableDefinition table) {
            return lock(
                    table.name(),
                    table.rowsOf(Sql.qualified(table.name())),
                    Stream.concat(Stream.of(table.name()), table.names().stream())
                            .distinct()
                            .map(Sql::qualified)
                            .toList());
        }

        private static Wanted lock(TableName table, String rows, List<String> relations) {
            String lock = "lock table " + rows + " in access ";
            return new Wanted("table " + table, lock + "exclusive mode", lock + "share mode", relations);
        }

        /// `LOCK TABLE` would also lock everything that the view reads, and refuses materialized views. No view
        /// has these options, so resetting them changes nothing; how much it locks depends on the option.
        ///
        /// @param name after its kind: `materialized view public.m`
        static Wanted view(String name) {
            String alter = "alter " + name.replaceFirst("view ", "view if exists ") + " reset ";
            String relation = name.substring(name.indexOf("view ") + "view ".length());
            return new Wanted(name, alter + "(user_catalog_table)", alter + "(deduplicate_items)", List.of(relation));
        }

        static Wanted sequence(TableName name) {
            return new Wanted("sequence " + name, SequencePositions.takeOver(Sql.qualified(name)), "", List.of());
        }
    }

    static SwapLocks of(Catalog catalog, LockedObjects objects) {
        Set<Long> read = new TreeSet<>(objects.tables().keySet());
        read.addAll(objects.views());
        Set<TableName> names = objects.names();
        Set<TableName> lockable = catalog.lockable(objects.outside().stream()
                .flatMap(k -> Stream.of(k.table(), k.referenced()))
                .filter(table -> !names.contains(table))
                .collect(Collectors.toCollection(TreeSet::new)));
        return of(catalog.objects().boundViews(read), objects, lockable);
    }

    /// @param views from the outermost, as SQL spells them after their kind
    /// @param lockable tables besides the replaced ones that our role may lock
    static SwapLocks of(List<String> views, LockedObjects objects, Set<TableName> lockable) {
        List<Wanted> wanted = new ArrayList<>();
        views.forEach(view -> wanted.add(Wanted.view(view)));
        SortedMap<Long, Wanted> replaced = new TreeMap<>();
        objects.tables().forEach((oid, table) -> replaced.put(oid, Wanted.table(table)));
        objects.filled().forEach(table -> replaced.put(table.oid(), Wanted.filled(table)));
        others(lockable, objects.outside().stream().map(ForeignKey::table)).forEach(wanted::add);
        wanted.addAll(replaced.values());
        others(lockable, objects.outside().stream().map(ForeignKey::referenced)).forEach(wanted::add);
        objects.sequences().stream().sorted().map(Wanted::sequence).forEach(wanted::add);
        return new SwapLocks(wanted);
    }

    private static Stream<Wanted> others(Set<TableName> lockable, Stream<TableName> tables) {
        return tables.filter(lockable::contains).distinct().map(Wanted::table);
    }

    /// The statement that takes the locks. It remembers the time in the setting `databasesync.locked_since`.
    ///
    /// @param lockTimeout after it, the statement fails with the SQLSTATE `55P03` and names a lock that did not
    /// come
    ///
    /// @param gently whether no reader may wait for longer than `deadlock_timeout` allows the locks to be held
    String statement(Duration lockTimeout, boolean gently) {
        return Sql.block(text("take_locks", lockTimeout)
                .replace("@part@", gently ? "8" : "2")
                .replace("@alone@", gently ? "longest" : "60000"));
    }

    /// The same with the help of guards.
    ///
    /// @param guards how many there are
    String guarded(Duration lockTimeout, int guards) {
        return Sql.block(text("take_guarded_locks", lockTimeout)
                .replace("@guards@", String.valueOf(guards))
                .replace("@key@", String.valueOf(Guards.KEY))
                .replace(
                        "@owner@",
                        Sql.numbers(
                                "int",
                                IntStream.rangeClosed(1, wanted.size())
                                        .boxed()
                                        .flatMap(n -> wanted.get(n - 1).relations().stream()
                                                .map(_ -> n))
                                        .toList()))
                .replace("@relations@", Sql.texts(relations()))
                .replace("@sharing@", texts(Wanted::sharing)));
    }

    /// All relations, as SQL spells them.
    List<String> relations() {
        return wanted.stream().flatMap(w -> w.relations().stream()).toList();
    }

    private String text(String resource, Duration lockTimeout) {
        return SqlResource.load(resource)
                .replace("@count@", String.valueOf(wanted.size()))
                .replace("@millis@", String.valueOf(Math.max(1, lockTimeout.toMillis())))
                .replace("@named@", texts(Wanted::name))
                .replace("@taking@", texts(Wanted::taking));
    }

    private String texts(Function<Wanted, String> text) {
        return Sql.texts(wanted.stream().map(text).collect(Collectors.toList()));
    }
}
