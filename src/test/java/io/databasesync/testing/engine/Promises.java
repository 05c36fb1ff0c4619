package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.Structure;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestDatabase.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Checks the promises for every sync: records the target before it, and compares it after.
public final class Promises {
    private final TestDatabase source;
    private final TestDatabase target;
    private final List<TableName> all;
    private final List<TableName> selected;
    private final List<TableName> existing;
    private final List<TableName> outside;
    private final Structure replaced;
    private final Structure outsideBefore;
    private final Map<TableName, String> outsideContent;
    private final List<String> schemas;

    private Promises(TestDatabase source, TestDatabase target, TableSelection selection) {
        this.source = source;
        this.target = target;
        all = selected(source, selection);
        selected = without(all, partitions(source, all));
        List<TableName> onTarget = new ArrayList<>(all);
        onTarget.addAll(partitions(target, all));
        existing = new ArrayList<>(target.tables());
        existing.retainAll(onTarget);
        List<String> own = ownSchemas(target);
        outside = without(target.tables(), onTarget).stream()
                .filter(table -> !own.contains(table.schema()))
                .filter(table -> partitions(target, List.of(table)).stream().noneMatch(all::contains))
                .toList();
        replaced = target.structure(existing);
        outsideBefore = target.structure(outside);
        outsideContent = target.contentHashes(outside);
        schemas = target.schemas();
    }

    /// The terms that differ between examples.
    ///
    /// @param compared expressions by which content is equal; empty for all columns
    /// @param respelled converts definitions as the source prints them to the target's spelling
    /// @param keepPrevious the allowed number of previous generations
    public record Terms(List<String> compared, UnaryOperator<String> respelled, int keepPrevious) {}

    /// The tables that a sync selects. A pattern may match only sequences.
    static List<TableName> selected(TestDatabase source, TableSelection selection) {
        List<TableName> sequences = source.rows("select schemaname, sequencename from pg_sequences").stream()
                .map(row -> new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))))
                .toList();
        return TablePatterns.resolve(selection, source.tables(), sequences).included();
    }

    /// Called before a sync.
    public static Promises of(TestDatabase source, TestDatabase target, TableSelection selection) {
        return new Promises(source, target, selection);
    }

    /// Called after it.
    public void check(Synced synced, Terms terms) {
        assertEqualContent(terms.compared());
        Structure after = target.structure(existing);
        assertThat(after.definition())
                .as("definition of existing tables")
                .containsExactlyInAnyOrderElementsOf(replaced.definition().stream()
                        .filter(line ->
                                !line.matches(".* CREATE UNIQUE INDEX (?!.* ON ONLY ).* valid f ready .*")) // left out
                        .toList());
        assertThat(after.surroundings())
                .as("surroundings of existing tables")
                .containsExactlyInAnyOrderElementsOf(replaced.surroundings());
        List<TableName> created = without(all, existing);
        created.retainAll(target.tables());
        assertThat(target.structure(created).definition())
                .as("definition of created tables")
                .containsExactlyInAnyOrderElementsOf(source.structure(created).definition().stream()
                        .map(terms.respelled())
                        .toList());
        assertSequencesAhead();
        assertThat(target.structure(outside)).as("structure of other tables").isEqualTo(outsideBefore);
        assertThat(target.contentHashes(outside)).as("content of other tables").isEqualTo(outsideContent);
        assertNothingLeft(synced, terms.keepPrevious());
        assertThat(ofRoots(source, selected, synced.tables()))
                .as("verified tables")
                .containsExactlyInAnyOrderElementsOf(counts(source, selected));
    }

    private void assertEqualContent(List<String> compared) {
        if (!compared.isEmpty()) {
            String common = String.join(", ", compared);
            for (TableName table : selected) {
                String name = "\"%s\".\"%s\"".formatted(table.schema(), table.name());
                String sql = "select %s from %s order by %s".formatted(common, name, common);
                assertThat(target.rows(sql)).as(table.toString()).isEqualTo(source.rows(sql));
            }
            return;
        }
        assertThat(target.contentHashes(selected)).as("content").isEqualTo(source.contentHashes(selected));
    }

    /// The next value of each sequence is not in its column yet.
    private void assertSequencesAhead() {
        for (var sequence : target.rows("""
            select s.seqrelid::regclass::text, format('%I.%I', n.nspname, c.relname), quote_ident(a.attname),
              n.nspname, c.relname
            from pg_sequence s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
              and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
            join pg_class c on c.oid = d.refobjid join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
            where seqincrement > 0 and not seqcycle and (d.deptype = 'i' or exists (select from pg_depend u
              join pg_attrdef f on u.classid = 'pg_attrdef'::regclass and f.oid = u.objid
              where u.refobjid = s.seqrelid and f.adrelid = c.oid and f.adnum = a.attnum))\
            """)) {
            if (selected.contains(new TableName(String.valueOf(sequence.get(3)), String.valueOf(sequence.get(4))))) {
                assertThat(target.value(
                                "select last_value::numeric + is_called::int > coalesce((select max(%s) from %s), 0) from %s"
                                        .formatted(sequence.get(2), sequence.get(1), sequence.get(0))))
                        .as("sequence %s is ahead of %s.%s", sequence.get(0), sequence.get(1), sequence.get(2))
                        .isEqualTo("true");
            }
        }
    }

    private void assertNothingLeft(Synced synced, int keepPrevious) {
        List<String> expected = new ArrayList<>(schemas);
        expected.addAll(ownSchemas(target));
        all.forEach(table -> expected.add(table.schema()));
        assertThat(without(target.schemas(), expected))
                .as("schemas that nobody needs")
                .isEmpty();
        assertThat(target.column("select distinct run_id from databasesync.previous_generation"))
                .as("generations kept; warnings: %s", synced.warnings())
                .hasSizeLessThanOrEqualTo(keepPrevious);
    }

    /// Rows of partitions, as rows of their partitioned tables.
    static List<VerifiedTable> ofRoots(TestDatabase database, List<TableName> selected, List<VerifiedTable> tables) {
        Map<TableName, TableName> roots = new HashMap<>();
        without(selected, partitions(database, selected))
                .forEach(root -> partitions(database, List.of(root)).forEach(p -> roots.put(p, root)));
        Map<TableName, Long> rows = new TreeMap<>();
        tables.forEach(t -> rows.merge(roots.getOrDefault(t.name(), t.name()), t.rows(), Long::sum));
        return rows.entrySet().stream()
                .map(t -> new VerifiedTable(t.getKey(), t.getValue()))
                .toList();
    }

    /// The rows of each table without those of its partitions.
    static List<VerifiedTable> ownRows(TestDatabase database, List<TableName> tables) {
        return tables.stream()
                .map(table -> new VerifiedTable(
                        table,
                        Long.parseLong(database.value("select count(*) from only \"%s\".\"%s\""
                                .formatted(
                                        table.schema().replace("\"", "\"\""),
                                        table.name().replace("\"", "\"\""))))))
                .toList();
    }

    /// Compares all of it: objects, definitions, values. The only schema of ours is the one with the history.
    public static void assertUntouched(TestDatabase target, State before) {
        State after = target.state();
        assertThat(without(after.schemas(), List.of("databasesync")))
                .as("schemas")
                .isEqualTo(without(before.schemas(), List.of("databasesync")));
        assertThat(after.objects()).as("objects").isEqualTo(before.objects());
        assertThat(after.structure()).as("structure").isEqualTo(before.structure());
        assertThat(after.content()).as("content").isEqualTo(before.content());
    }

    /// Partitions of these tables, at any depth.
    static List<TableName> partitions(TestDatabase database, List<TableName> of) {
        return database.rows("""
                    select n.nspname, c.relname, rn.nspname, rc.relname
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    cross join lateral pg_partition_ancestors(c.oid) a
                    join pg_class rc on rc.oid = a.relid join pg_namespace rn on rn.oid = rc.relnamespace
                    where c.relispartition and rc.oid <> c.oid and c.relkind in ('r', 'p')
                    """).stream()
                .filter(row -> of.contains(new TableName(String.valueOf(row.get(2)), String.valueOf(row.get(3)))))
                .map(row -> new TableName(String.valueOf(row.get(0)), String.valueOf(row.get(1))))
                .distinct()
                .toList();
    }

    /// Schemas that databasesync keeps in a target between runs.
    public static List<String> ownSchemas(TestDatabase target) {
        List<String> own = new ArrayList<>();
        if (target.schemas().contains("databasesync")) {
            own.add("databasesync");
            own.addAll(target.column("select previous_schema from databasesync.previous_generation"));
        }
        return own;
    }

    /// The number of rows of each table.
    public static List<VerifiedTable> counts(TestDatabase database, List<TableName> tables) {
        return database.contentHashes(tables).entrySet().stream()
                .map(table -> new VerifiedTable(
                        table.getKey(),
                        Long.parseLong(
                                table.getValue().substring(0, table.getValue().indexOf(':')))))
                .toList();
    }

    public static <T> List<T> without(List<T> all, List<T> some) {
        List<T> rest = new ArrayList<>(all);
        rest.removeAll(some);
        return rest;
    }
}
