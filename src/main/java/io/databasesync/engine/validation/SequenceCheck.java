package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ListedSequence;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceUser;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunSequence.Drawer;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the sequences of a run: those that its tables use, and those that its patterns select.
public final class SequenceCheck {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final List<TablePair> pairs;
    private final TablePatterns.Selection selection;
    private final Map<TableName, ListedSequence> onSource;
    private final Map<TableName, ListedSequence> onTarget;
    /// The sequences of the source whose positions a sequence of the target takes over.
    private final Map<TableName, Set<TableName>> wanted = new TreeMap<>();

    private SequenceCheck(
            SourceDatabase source, TargetDatabase target, List<TablePair> pairs, TablePatterns.Selection selection) {
        this.source = source;
        this.target = target;
        this.pairs = pairs;
        this.selection = selection;
        Set<TableName> left = target.objects().leftSequences();
        this.onSource = byName(source.read(c -> c.objects().sequences()), Set.of());
        this.onTarget = byName(target.read(c -> c.objects().sequences()), left);
    }

    private static Map<TableName, ListedSequence> byName(List<ListedSequence> all, Set<TableName> without) {
        return all.stream()
                .filter(s -> !without.contains(s.name()))
                .collect(Collectors.toMap(ListedSequence::name, Function.identity()));
    }

    /// The sequences that a pattern may select: no column owns them, and no extension has made them.
    public static List<TableName> selectable(Catalog catalog) {
        return catalog.objects().sequences().stream()
                .filter(s -> s.ownedBy() == 0 && !s.ofExtension())
                .map(ListedSequence::name)
                .toList();
    }

    /// @param ofTypes sequences that defaults of types to create use
    /// @param blockers gets each sequence that our role may not set (`PrivilegeMissing`), and each new sequence
    /// whose name is taken (`UnsupportedTable`)
    static List<RunSequence> of(
            MissingObjectCheck.Ends ends,
            List<TablePair> pairs,
            TablePatterns.Selection selection,
            Collection<TableName> ofTypes,
            Blockers blockers) {
        if (pairs.isEmpty()) {
            return List.of();
        }
        SequenceCheck check = new SequenceCheck(ends.source(), ends.target(), pairs, selection);
        pairs.forEach(check::ofTable);
        ofTypes.forEach(name -> check.want(name, name));
        check.selected();
        check.leaveExcluded();
        List<RunSequence> found = check.found();
        SequenceBlockers.check(ends.target(), found, blockers);
        return found;
    }

    private void want(TableName sequence, TableName from) {
        wanted.computeIfAbsent(sequence, _ -> new TreeSet<>()).add(from);
    }

    // Columns pair the sequences of both ends. Without such a column, the name does.
    private void ofTable(TablePair pair) {
        Set<TableName> taken = new HashSet<>();
        for (Sequence here : pair.definition().sequences()) {
            List<TableName> from = pair.target().isEmpty() ? List.of(here.qualified()) : from(pair, here);
            taken.addAll(from);
            wanted.computeIfAbsent(here.qualified(), _ -> new TreeSet<>()).addAll(from);
        }
        pair.source().sequences().stream()
                .filter(s -> !s.owned())
                .map(Sequence::qualified)
                .filter(name -> !taken.contains(name))
                .forEach(name -> want(name, name));
    }

    private List<TableName> from(TablePair pair, Sequence here) {
        List<TableName> byColumn = Stream.concat(here.drawing().stream(), here.columns().stream())
                .flatMap(column -> pair.source().sequenceOf(column).stream())
                .map(Sequence::qualified)
                .distinct()
                .limit(1)
                .toList();
        ListedSequence named = onSource.get(here.qualified());
        return byColumn.isEmpty() && named != null && named.ownedBy() == 0 ? List.of(named.name()) : byColumn;
    }

    // A sequence that only columns of other tables use belongs to these.
    private void selected() {
        Set<Long> tables =
                pairs.stream().flatMap(p -> p.source().oids().stream()).collect(Collectors.toSet());
        List<ListedSequence> named = selection.sequences().stream()
                .flatMap(name -> Optional.ofNullable(onSource.get(name)).stream())
                .toList();
        Map<Long, List<SequenceUser>> users =
                source
                        .read(c -> c.objects()
                                .sequenceUsers(
                                        named.stream().map(ListedSequence::oid).toList()))
                        .stream()
                        .filter(u -> u.table() != 0)
                        .collect(Collectors.groupingBy(SequenceUser::sequence));
        named.stream()
                .filter(s -> !users.containsKey(s.oid())
                        || users.getOrDefault(s.oid(), List.of()).stream().anyMatch(u -> tables.contains(u.table())))
                .forEach(s -> want(s.name(), s.name()));
    }

    // An excluded sequence is made all the same if a table to create needs it.
    private void leaveExcluded() {
        Set<TableName> moving = moving().keySet();
        wanted.entrySet()
                .removeIf(e -> !moving.contains(e.getKey())
                        && onTarget.containsKey(e.getKey())
                        && (selection.excludedSequences().contains(e.getKey())
                                || (!e.getValue().isEmpty()
                                        && selection.excludedSequences().containsAll(e.getValue()))));
    }

    private Map<TableName, TablePair> moving() {
        Map<TableName, TablePair> moving = new TreeMap<>();
        pairs.forEach(p -> p.definition().sequences().stream()
                .filter(Sequence::movesWithTable)
                .forEach(s -> moving.put(s.qualified(), p)));
        return moving;
    }

    private List<RunSequence> found() {
        Map<TableName, TablePair> moving = moving();
        Map<TableName, List<Drawer>> drawers = drawers();
        Set<Long> own = pairs.stream()
                .flatMap(p -> p.target().stream())
                .flatMap(t -> t.oids().stream())
                .collect(Collectors.toSet());
        Map<Long, List<SequenceUser>> users = target
                .read(c -> c.objects()
                        .sequenceUsers(wanted.keySet().stream()
                                .flatMap(name -> Optional.ofNullable(onTarget.get(name)).stream())
                                .map(ListedSequence::oid)
                                .toList()))
                .stream()
                .filter(u -> !own.contains(u.table()))
                .collect(Collectors.groupingBy(SequenceUser::sequence));
        List<RunSequence> found = new ArrayList<>();
        wanted.forEach((name, from) -> {
            ListedSequence there = onTarget.get(name);
            Optional<TablePair> with = Optional.ofNullable(moving.get(name));
            List<SequenceUser> others = there == null ? List.of() : users.getOrDefault(there.oid(), List.of());
            definition(name, with)
                    .ifPresent(sequence -> found.add(new RunSequence(
                            sequence,
                            with.map(TablePair::name),
                            with.map(p -> p.target().isEmpty()).orElse(there == null),
                            from.stream()
                                    .flatMap(s -> Optional.ofNullable(onSource.get(s)).stream())
                                    .filter(s -> !s.ofExtension())
                                    .map(ListedSequence::sequence)
                                    .toList(),
                            Stream.concat(
                                            drawers.getOrDefault(name, List.of()).stream(),
                                            others.stream()
                                                    .filter(SequenceUser::draws)
                                                    .map(u -> new Drawer(u.name(), u.column())))
                                    .distinct()
                                    .toList(),
                            !others.isEmpty())));
        });
        return found;
    }

    private Optional<Sequence> definition(TableName name, Optional<TablePair> with) {
        ListedSequence here = onTarget.get(name);
        if (with.isPresent()) {
            return with.get().definition().sequences().stream()
                    .filter(s -> s.qualified().equals(name))
                    .findFirst();
        }
        if (here != null) {
            return here.ofExtension() ? Optional.empty() : Optional.of(here.sequence());
        }
        return Optional.ofNullable(onSource.get(name))
                .filter(s -> !s.ofExtension())
                .map(s -> s.sequence()
                        .withUnlogged(
                                s.sequence().unlogged() && target.identity().major() >= TablePair.UNLOGGED_SEQUENCES));
    }

    private Map<TableName, List<Drawer>> drawers() {
        Map<TableName, List<Drawer>> drawers = new TreeMap<>();
        pairs.forEach(p -> p.definition()
                .sequences()
                .forEach(s -> s.drawing()
                        .forEach(column -> drawers.computeIfAbsent(s.qualified(), _ -> new ArrayList<>())
                                .add(new Drawer(p.name(), column)))));
        return drawers;
    }
}
