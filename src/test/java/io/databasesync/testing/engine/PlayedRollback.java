package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.Structure;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestDatabase.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Checks the promises for a rollback: records the target before the first sync, and compares it after both runs.
public final class PlayedRollback {
    private final TestDatabase target;
    private final List<TableName> selected;
    private final List<TableName> replaced;
    private final Structure structure;
    private final Map<TableName, String> content;
    private final Map<TableName, String> oids;

    /// Called before the first sync.
    public PlayedRollback(TestDatabase target, List<TableName> selected) {
        this.target = target;
        this.selected = new ArrayList<>(selected);
        this.selected.addAll(Promises.without(Promises.partitions(target, selected), selected));
        this.replaced = target.tables().stream().filter(this.selected::contains).toList();
        this.structure = target.structure(replaced);
        this.content = target.contentHashes(replaced);
        this.oids = oids();
    }

    private Map<TableName, String> oids() {
        return replaced.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        t -> target.value("select c.oid from pg_class c join pg_namespace n on n.oid = relnamespace"
                                + " where relname = %s and nspname = %s"
                                        .formatted(Sql.literal(t.name()), Sql.literal(t.schema())))));
    }

    // A run drops an index that is not valid from a table that it fills.
    private List<String> expected(Set<TableName> filled) {
        return structure.definition().stream()
                .filter(part -> !part.contains(" INDEX ")
                        || !part.contains(" valid f ")
                        || filled.stream().noneMatch(t -> part.startsWith(t + " ")))
                .toList();
    }

    /// Whether a swap would keep any table.
    public boolean replacesSomething() {
        return !replaced.isEmpty();
    }

    /// For a run in place, which keeps no tables.
    public void isRefused(String runId, Supplier<PlayedRun> rollback) {
        State before = target.state();
        RolledBack end = rollback.get().rolledBack();
        assertThat(end.cause().reason()).isEqualTo(Reason.NothingToRollBack);
        assertThat(end.cause().getMessage()).contains("in place", runId);
        Promises.assertUntouched(target, before);
    }

    /// For a swap.
    public void restores(String runId, Supplier<PlayedRun> rollback) {
        List<String> own = Promises.ownSchemas(target);
        List<TableName> outside = Promises.without(target.tables(), selected).stream()
                .filter(table -> !own.contains(table.schema()))
                .toList();
        Structure outsideBefore = target.structure(outside);
        Map<TableName, String> now = oids();
        Set<TableName> filled = replaced.stream()
                .filter(t -> Objects.equals(now.get(t), oids.get(t)))
                .collect(Collectors.toSet());
        PlayedRun run = rollback.get();
        assertThat(run.outcome())
                .as(() -> run.outcome() instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOfSatisfying(Restored.class, restored -> {
                    assertThat(restored.restoredRun()).isEqualTo(runId);
                    assertThat(Promises.ofRoots(target, replaced, restored.tables()))
                            .containsExactlyInAnyOrderElementsOf(
                                    Promises.ofRoots(target, replaced, Promises.ownRows(target, replaced)));
                });
        assertThat(target.contentHashes(replaced))
                .as("content after a rollback")
                .isEqualTo(content);
        Structure after = target.structure(replaced);
        assertThat(after.definition())
                .as("definition after a rollback")
                .containsExactlyInAnyOrderElementsOf(expected(filled));
        assertThat(after.surroundings())
                .as("surroundings after a rollback")
                .containsExactlyInAnyOrderElementsOf(structure.surroundings());
        assertThat(target.structure(outside))
                .as("other tables after a rollback")
                .isEqualTo(outsideBefore);
        assertThat(Promises.without(target.tables(), outside).stream().filter(selected::contains))
                .as("tables that the run had created are gone")
                .containsExactlyInAnyOrderElementsOf(replaced);
        run.progress().check();
    }
}
