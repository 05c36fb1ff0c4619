package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunSequence.Drawer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why sequences of a run cannot be made or set, and what a person should know about those that can.
public final class SequenceBlockers {
    private SequenceBlockers() {}

    static void check(TargetDatabase target, List<RunSequence> found, Blockers blockers) {
        List<TableName> created = found.stream()
                .filter(s -> s.stays() && s.created())
                .map(RunSequence::name)
                .toList();
        Set<TableName> left = target.objects().leftSequences();
        Set<TableName> taken = new TreeSet<>();
        if (!created.isEmpty()) {
            taken.addAll(target.read(c -> c.oids(created)).keySet());
        }
        taken.removeAll(left);
        for (TableName name : taken) {
            blockers.addAll(List.of(SyncException.of(
                    Reason.UnsupportedTable,
                    "sequence " + name,
                    "sequence %s is to be created, but the target has a table, view or index of that name"
                            .formatted(name),
                    Fix.advice("drop or rename it there, or exclude the sequence with tables.exclude"))));
        }
        found.stream()
                .filter(s -> s.stays() && !s.settable())
                .forEach(s -> blockers.check(() -> {
                    throw TableCheck.missingPrivilege(
                            target.identity().role(),
                            "sequence " + s.name(),
                            "set sequence %s of the target".formatted(s.name()),
                            "GRANT SELECT, UPDATE ON SEQUENCE " + Sql.readable(s.name()));
                }));
    }

    /// What a person should know about the sequences of a run.
    public static Stream<String> warnings(List<RunSequence> sequences, String sourceRole, String targetRole) {
        return Stream.concat(
                sequences.stream()
                        .flatMap(s -> s.sources().stream()
                                .filter(from -> !from.maySelect())
                                .map(from -> unreadable(s, from, sourceRole))),
                sequences.stream()
                        .filter(s -> s.stays() && !s.transactional())
                        .map(s ->
                                "role %s does not own sequence %s of the target, so the sequence only moves forward, keeps its new position if publishing fails, and is not put back by a rollback"
                                        .formatted(targetRole, s.name())));
    }

    private static String unreadable(RunSequence sequence, Sequence from, String role) {
        String result = sequence.drawers().isEmpty()
                ? "sequence %s of the target keeps its position".formatted(sequence.name())
                : "it is set behind the largest "
                        + sequence.drawers().stream()
                                .map(Drawer::column)
                                .distinct()
                                .collect(Collectors.joining(", "));
        return "the role of the run may not read sequence %s.%s of the source, so %s; run: GRANT SELECT ON SEQUENCE %s TO %s"
                .formatted(from.schema(), from.name(), result, Sql.readable(from.qualified()), Sql.readable(role));
    }
}
