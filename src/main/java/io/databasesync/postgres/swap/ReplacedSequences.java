package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ListedSequence;
import io.databasesync.postgres.catalog.SequenceUser;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `databasesync.replaced_sequence`: the positions that sequences had before a run, as long as the tables that it
/// replaced are kept. It has no sequences that moved with their tables.
final class ReplacedSequences {
    private final String runId;
    private final List<Row> rows;

    private ReplacedSequences(String runId, List<Row> rows) {
        this.runId = runId;
        this.rows = rows;
    }

    /// @param others whether something besides the run's tables uses it, so that it only moves forward
    private record Row(ListedSequence sequence, SequenceValue value, boolean others) {}

    /// Adds the statement that records the position of a sequence. It has to run before the one that sets it.
    static void record(SwapSteps steps, String runId, TableName sequence) {
        steps.add(
                "insert into databasesync.replaced_sequence (run_id, schema_name, sequence_name, last_value, is_called)"
                        + " select %s, %s, %s, last_value, is_called from %s"
                                .formatted(
                                        Sql.literal(runId),
                                        Sql.literal(sequence.schema()),
                                        Sql.literal(sequence.name()),
                                        Sql.qualified(sequence)),
                "recording the position of sequence " + sequence);
    }

    /// The sequences of a run that our role may still alter.
    ///
    /// @param tables OIDs of the tables that a rollback moves
    static ReplacedSequences of(Transaction t, String runId, Collection<Long> tables) {
        Catalog catalog = new Catalog(t);
        Round.ahead(List.of(() -> catalog.objects().sequences(), () -> values(t, runId)));
        Map<TableName, ListedSequence> there = catalog.objects().sequences().stream()
                .filter(s -> s.sequence().mayOwn())
                .collect(Collectors.toMap(ListedSequence::name, Function.identity()));
        Map<TableName, SequenceValue> values = values(t, runId);
        Map<ListedSequence, SequenceValue> before = new LinkedHashMap<>();
        values.forEach((name, value) ->
                Optional.ofNullable(there.get(name)).ifPresent(sequence -> before.put(sequence, value)));
        Set<Long> used =
                catalog
                        .objects()
                        .sequenceUsers(before.keySet().stream()
                                .map(ListedSequence::oid)
                                .toList())
                        .stream()
                        .filter(u -> !tables.contains(u.table()))
                        .map(SequenceUser::sequence)
                        .collect(Collectors.toSet());
        return new ReplacedSequences(
                runId,
                before.entrySet().stream()
                        .map(e -> new Row(
                                e.getKey(),
                                e.getValue(),
                                used.contains(e.getKey().oid())))
                        .toList());
    }

    private static Map<TableName, SequenceValue> values(Transaction t, String runId) {
        return t
                .query(
                        "select schema_name, sequence_name, last_value, is_called from databasesync.replaced_sequence where run_id = ?",
                        row -> Map.entry(
                                new TableName(row.getString(1), row.getString(2)),
                                new SequenceValue(row.getLong(3), row.getBoolean(4))),
                        Reason.ConnectionLost,
                        "reading the positions of sequences",
                        runId)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
    }

    List<TableName> names() {
        return rows.stream().map(r -> r.sequence().name()).toList();
    }

    /// Adds the statements that put the sequences back.
    ///
    /// @param rollback the run that does so; it records the positions that it replaces
    void putBack(SwapSteps steps, String rollback) {
        for (Row row : rows) {
            TableName name = row.sequence().name();
            String spelled = Sql.qualified(name);
            record(steps, rollback, name);
            steps.add(
                    row.others()
                            ? SequencePositions.advance(
                                    spelled, row.sequence().sequence().range(), row.value())
                            : SequencePositions.set(spelled, row.value()),
                    "putting sequence %s back to where it was before run %s".formatted(name, runId));
        }
    }
}
