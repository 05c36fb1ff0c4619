package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A selected table: on the source, and on the target if it exists there.
///
/// @param intersect whether columns that one end lacks are left alone
/// @param definition the definition that the target gets: its own, or one like the source's if it lacks the table
/// @param rows the rows that are read from the source
/// @param asText types that one of the two servers does not know in the binary form of the other
/// @param root the selected table: the root of the partition tree for a partition that is a table of the run by
/// itself
/// @param members the other tables of a target's partition tree, parents first, if their rows come through this
/// one
/// @param late names of checks that read tables of the run, and are checked once all rows are in place
@RecordBuilder
public record TablePair(
        TableDefinition source,
        Optional<TableDefinition> target,
        boolean intersect,
        TableDefinition definition,
        SourceRows rows,
        Set<String> asText,
        TableName root,
        List<TableDefinition> members,
        Set<String> late)
        implements TablePairBuilder.With {
    /// The first version with unlogged sequences.
    public static final int UNLOGGED_SEQUENCES = 15;

    public TablePair(TableDefinition source, Optional<TableDefinition> target, boolean intersect) {
        this(
                source,
                target,
                intersect,
                wanted(target, source),
                SourceRows.all(source),
                Set.of(),
                source.name(),
                List.of(),
                Set.of());
    }

    /// A member of a partition tree, as a table of the run that is made and filled by itself.
    ///
    /// @param ofSource the source's table
    /// @param ofTarget the target's table, absent if the run creates it
    public TablePair member(TableDefinition ofSource, Optional<TableDefinition> ofTarget) {
        TableDefinition here = ofSource.asMember();
        return new TablePair(
                here,
                ofTarget,
                intersect,
                ofTarget.orElse(here).asMember(),
                rows.in(here.rowsOf(Sql.qualified(here.name()))),
                asText,
                name(),
                List.of(),
                late);
    }

    /// The members of the target's tree, as tables that are made without rows of their own.
    public Stream<TablePair> routed() {
        return members.stream()
                .map(m -> new TablePair(
                        m.blank(),
                        Optional.of(m),
                        false,
                        m.asMember(),
                        SourceRows.all(m.blank()),
                        asText,
                        name(),
                        List.of(),
                        late));
    }

    /// The same for a target with its extensions in other schemas than the source.
    public TablePair relocated(Relocation relocation) {
        return withDefinition(wanted(target, relocation.apply(source)));
    }

    private static TableDefinition wanted(Optional<TableDefinition> target, TableDefinition source) {
        TableDefinition like = target.orElse(source);
        return like.withIndexes(like.indexes().stream()
                .filter(i -> isBuilt(i, like.table().partitioned(), target.isPresent()))
                .toList());
    }

    // A unique index that is not valid may not fit the rows. The index of a partitioned table waits for its partitions.
    private static boolean isBuilt(Index index, boolean partitioned, boolean there) {
        return index.valid() || partitioned || (there && !index.unique());
    }

    /// The definition that the table has while its rows are loaded: without the checks that come late.
    public TableDefinition loading() {
        return late.isEmpty()
                ? definition
                : definition.withChecks(definition.checks().stream()
                        .map(c -> isLate(c) ? c.notValid() : c)
                        .toList());
    }

    /// The checks that are checked once all rows are in place.
    public List<Check> lateChecks() {
        return definition.checks().stream().filter(this::isLate).toList();
    }

    private boolean isLate(Check check) {
        return late.contains(check.name()) && check.validated() && check.enforced();
    }

    /// The indexes that are not valid and therefore not built, one sentence each.
    public List<String> invalidIndexes() {
        TableDefinition like = target.orElse(source);
        String side = target.isPresent() ? "target" : "source";
        return like.indexes().stream()
                .filter(i -> !isBuilt(i, like.table().partitioned(), target.isPresent()))
                .map(i -> "index %s of %s is not valid on the %s, and is left out".formatted(i.name(), name(), side))
                .toList();
    }

    /// The same between servers of these major versions.
    public TablePair between(int sourceMajor, int targetMajor) {
        return withAsText(BinaryFormat.unknown(sourceMajor, targetMajor))
                .withDefinition(definition.withSequences(definition.sequences().stream()
                        .map(s -> persistence(s, sourceMajor, targetMajor))
                        .toList()));
    }

    // An older server has no unlogged sequences. A newer one makes the sequences of an unlogged table unlogged.
    private Sequence persistence(Sequence sequence, int sourceMajor, int targetMajor) {
        boolean unlogged = definition.table().unlogged();
        if (targetMajor < UNLOGGED_SEQUENCES) {
            return sequence.withUnlogged(sequence.identity() && unlogged);
        }
        return target.isEmpty() && sourceMajor < UNLOGGED_SEQUENCES ? sequence.withUnlogged(unlogged) : sequence;
    }

    public TableName name() {
        return source.name();
    }

    /// Columns to copy, in the target's order. Generated columns of the target are computed there.
    public List<String> columns() {
        return definition().writableColumns().stream().filter(rows::has).toList();
    }

    /// Whether the source computes one of the columns, so that `COPY table` would refuse it.
    public boolean selectsGenerated() {
        return columns().stream()
                .anyMatch(c -> source.column(c).map(s -> !s.writable()).orElse(false));
    }

    /// Whether the rows come through the root of the partition tree, which sorts them into its partitions.
    public boolean comesThroughRoot() {
        return !root.equals(name())
                && source.columns().isEmpty()
                && !definition.columns().isEmpty();
    }

    /// Whether nothing is copied into the table itself: rows of a partitioned table are in its partitions, and each
    /// partition is filled by itself, or all of them through the root.
    public boolean rowless() {
        return comesThroughRoot()
                || (definition.table().partitioned() && definition.partitions().isEmpty());
    }

    /// Whether rows are sorted into the partitions of this table. PostgreSQL cannot freeze such rows.
    public boolean sorted() {
        return !definition.partitions().isEmpty();
    }

    public boolean binary() {
        return target.isEmpty() ? columnsBinary(source) : columnsBinary(target.get());
    }

    private boolean columnsBinary(TableDefinition other) {
        return columns().stream()
                .allMatch(name -> source.column(name)
                        .flatMap(s -> other.column(name)
                                .map(t -> !asText.contains(s.leaf().name()) && BinaryFormat.safe(s, t)))
                        .orElse(false));
    }

    /// The columns that `intersect` leaves alone, because one end lacks them.
    public List<String> leftAlone() {
        if (target.isEmpty() || !intersect) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        for (Column s : source.columns()) {
            if (target.get().column(s.name()).isEmpty()) {
                left.add("column %s is on the source only, and is left out".formatted(s.name()));
            }
        }
        for (Column t : target.get().columns()) {
            if (t.writable() && source.column(t.name()).isEmpty()) {
                left.add("column %s is on the target only: all rows get its default, or NULL".formatted(t.name()));
            }
        }
        return left;
    }
}
