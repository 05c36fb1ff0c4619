package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.CodeRead;
import io.databasesync.postgres.catalog.CodeRead.Part;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds functions that read tables of the run while the server checks or computes rows of others. While rows are
/// loaded, such a function would see the old rows. A check can come late. Nothing else can.
public final class CodeReadCheck {
    private final List<TablePair> pairs;
    private final Set<TableName> selected;

    private CodeReadCheck(List<TablePair> pairs) {
        this.pairs = pairs;
        this.selected = pairs.stream()
                .flatMap(p -> Stream.concat(
                        p.source().names().stream(), p.target().stream().flatMap(t -> t.names().stream())))
                .collect(Collectors.toSet());
    }

    /// The same pairs with the checks that come late.
    ///
    /// @param blockers gets each domain, generated column and index that would see old rows: `UnsupportedTable`
    public static List<TablePair> of(
            SourceDatabase source, TargetDatabase target, List<TablePair> pairs, Blockers blockers) {
        CodeReadCheck check = new CodeReadCheck(pairs);
        Map<TableName, List<CodeRead>> reads = check.reads(
                created -> source.read(c -> c.code().readBy(created)),
                existing -> target.read(c -> c.code().readBy(existing)));
        blockers.addAll(pairs.stream()
                .flatMap(p -> check.refusals(p, reads.getOrDefault(p.name(), List.of())))
                .toList());
        return check.late(reads);
    }

    /// The same pairs of tables of the target with the checks that come late.
    public static List<TablePair> late(Catalog target, List<TablePair> pairs) {
        CodeReadCheck check = new CodeReadCheck(pairs);
        return check.late(check.reads(_ -> List.of(), target.code()::readBy));
    }

    private List<TablePair> late(Map<TableName, List<CodeRead>> reads) {
        return pairs.stream()
                .map(p -> p.withLate(reads.getOrDefault(p.name(), List.of()).stream()
                        .filter(r -> r.part() == Part.Check)
                        .map(CodeRead::name)
                        .collect(Collectors.toSet())))
                .toList();
    }

    private Map<TableName, List<CodeRead>> reads(
            Function<Collection<Long>, List<CodeRead>> ofSource, Function<Collection<Long>, List<CodeRead>> ofTarget) {
        Map<Long, TableName> created = pairs.stream()
                .filter(p -> p.target().isEmpty())
                .flatMap(p -> p.source().oids().stream().map(oid -> Map.entry(oid, p.name())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a));
        Map<Long, TableName> existing = pairs.stream()
                .flatMap(p -> p.target().stream().flatMap(t -> t.oids().stream().map(oid -> Map.entry(oid, p.name()))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a));
        List<Map.Entry<Map<Long, TableName>, Function<Collection<Long>, List<CodeRead>>>> sides = Stream.of(
                        Map.entry(created, ofSource), Map.entry(existing, ofTarget))
                .filter(side -> !side.getKey().isEmpty())
                .toList();
        return Round.each(sides, side -> reads(side.getKey(), side.getValue())).stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private List<Map.Entry<TableName, CodeRead>> reads(
            Map<Long, TableName> tables, Function<Collection<Long>, List<CodeRead>> read) {
        return read.apply(new HashSet<>(tables.keySet())).stream()
                .filter(r -> selected.contains(r.relation()))
                .map(r -> Map.entry(tables.getOrDefault(r.table(), r.relation()), r))
                .toList();
    }

    private Stream<SyncException> refusals(TablePair pair, List<CodeRead> reads) {
        return reads.stream()
                .filter(r -> r.part() != Part.Check && r.certain())
                .map(r -> SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + pair.name(),
                        "%s %s of table %s calls function %s, which reads table %s: it would see the rows that the same run replaces"
                                .formatted(r.part(), r.name(), pair.name(), r.function(), r.relation()),
                        fix(pair, r)));
    }

    private static Fix fix(TablePair pair, CodeRead read) {
        return read.relation().equals(pair.name())
                ? Fix.exclude(pair.name())
                : Fix.advice("sync %s alone first, and exclude it from this run".formatted(read.relation()))
                        .or(Fix.exclude(pair.name()));
    }
}
