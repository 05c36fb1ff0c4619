package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.UserCollation;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.CollationDrift;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.definition.TypeDrift;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that tables and types on both sides can hold the same values. Each difference comes with the statements
/// that mend it on the target.
public final class DriftCheck {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final List<TablePair> pairs;
    private final Relocation relocation;

    public DriftCheck(SourceDatabase source, TargetDatabase target, List<TablePair> pairs, Relocation relocation) {
        this.source = source;
        this.target = target;
        this.pairs = pairs;
        this.relocation = relocation;
    }

    /// Finds all differences of the tables and of their types: one refusal for each table and one for all types.
    /// Empty if both sides are alike.
    public List<SyncException> find() {
        if (pairs.isEmpty()) { // also if a server's version is not supported
            return List.of();
        }
        Round.ahead(List.of(
                () -> target.read(c -> c.objects().extensionSchemas()),
                () -> source.read(c -> c.objects().collations(oids(p -> p.source().oids().stream()))),
                () -> target.read(c -> c.objects().types(there())),
                () -> sourceTypes(both())));
        Map<String, String> extensions = target.read(c -> c.objects().extensionSchemas());
        List<SyncException> found = new ArrayList<>();
        Map<TablePair, List<Difference>> drifted = DriftedTables.of(target, pairs, relocation);
        if (!drifted.isEmpty()) {
            found.addAll(target.read(c -> tables(c, drifted)));
        }
        List<Difference> types = Stream.concat(
                        collations().stream(), types(List.copyOf(drifted.keySet()), extensions).stream())
                .toList();
        if (!types.isEmpty()) { // the columns may need the types
            found.addFirst(target.read(c -> drift(
                    "types of the tables",
                    types,
                    fix(c, types, keys(c, Map.of()).dropped(types)))));
        }
        return found;
    }

    private List<SyncException> tables(Catalog catalog, Map<TablePair, List<Difference>> drifted) {
        DriftKeys keys = keys(catalog, drifted);
        List<SyncException> found = new ArrayList<>();
        drifted.forEach((pair, own) -> {
            List<Difference> all = keys.differences(pair);
            Map<ForeignKey, Boolean> dropped = keys.dropped(all);
            List<Difference> told = new ArrayList<>(own);
            told.addAll(DriftKeys.lost(dropped));
            found.add(drift("table " + pair.name(), told, fix(catalog, all, dropped)));
        });
        return found;
    }

    private DriftKeys keys(Catalog catalog, Map<TablePair, List<Difference>> drifted) {
        List<Long> oids = pairs.stream()
                .flatMap(p -> p.target().stream())
                .map(TableDefinition::oid)
                .toList();
        return new DriftKeys(
                catalog,
                drifted,
                catalog.foreignKeys(oids),
                pairs.stream().collect(Collectors.toMap(TablePair::name, Function.identity())));
    }

    /// The statements that mend a table of the target, with those for the objects that depend on its columns.
    public static Fix fix(Catalog target, TablePair pair, List<Difference> differences) {
        List<Long> oids = pair.target().stream().map(TableDefinition::oid).toList();
        DriftKeys keys =
                new DriftKeys(target, Map.of(pair, differences), target.foreignKeys(oids), Map.of(pair.name(), pair));
        List<Difference> all = keys.differences(pair);
        return fix(target, all, keys.dropped(all));
    }

    private static Fix fix(Catalog catalog, List<Difference> differences, Map<ForeignKey, Boolean> keys) {
        return DriftDependents.of(catalog, differences).fix(differences, keys);
    }

    private static SyncException drift(String of, List<Difference> differences, Fix fix) {
        return SyncException.of(Reason.SchemaDrift, of, Difference.found(differences), fix);
    }

    private List<Difference> types(List<TablePair> drifted, Map<String, String> extensions) {
        List<Difference> differences = new ArrayList<>();
        Round.each(sourceTypes(drifted), type -> missing(type, extensions)).stream()
                .flatMap(Optional::stream)
                .distinct()
                .forEach(differences::add);
        Map<String, UserType> known = target.read(c -> c.objects().types(there())).stream()
                .collect(Collectors.toMap(UserType::spelled, Function.identity()));
        List<TablePair> both = both();
        for (UserType type : sourceTypes(both)) {
            UserType other = known.get(type.spelled());
            if (other != null && type.extension() == null && other.extension() == null) {
                TypeDrift.of(type, other, both).ifPresent(differences::add);
            }
        }
        return differences;
    }

    private List<Difference> collations() {
        List<Long> oids = oids(p -> p.source().oids().stream());
        List<UserCollation> used = source.read(c -> c.objects().collations(oids)).stream()
                .filter(UserCollation::used)
                .toList();
        if (used.isEmpty()) {
            return List.of();
        }
        Map<String, UserCollation> there = target.read(c -> c.objects().collations(List.of())).stream()
                .collect(Collectors.toMap(UserCollation::spelled, Function.identity()));
        return used.stream()
                .flatMap(c ->
                        Optional.ofNullable(there.get(c.spelled()))
                                .flatMap(t -> CollationDrift.of(c, t, pairs))
                                .stream())
                .toList();
    }

    private List<TablePair> both() {
        return pairs.stream().filter(p -> p.target().isPresent()).toList();
    }

    private List<Long> there() {
        return oids(p -> p.target().stream().map(TableDefinition::oid));
    }

    private List<Long> oids(Function<TablePair, Stream<Long>> of) {
        return pairs.stream().flatMap(of).toList();
    }

    // With the names that the target would use.
    private List<UserType> sourceTypes(List<TablePair> of) {
        if (of.isEmpty()) {
            return List.of();
        }
        List<Long> oids = of.stream().map(p -> p.source().oid()).toList();
        return source.read(c -> c.objects().types(oids)).stream()
                .map(relocation::apply)
                .toList();
    }

    private Optional<Difference> missing(UserType type, Map<String, String> extensions) {
        if (type.extension() != null) {
            return extensions.containsKey(type.extension())
                    ? Optional.empty()
                    : Optional.of(new Difference(
                            "the target lacks extension " + type.extension(),
                            Fix.run("CREATE EXTENSION " + Sql.readable(type.extension()))));
        }
        if (target.objects().hasType(type.schema(), type.name())) {
            return Optional.empty();
        }
        boolean there = target.objects().hasSchema(type.schema());
        String create = type.createStatement();
        return Optional.of(new Difference(
                "the target lacks type " + type.qualified(),
                Fix.run(there ? List.of(create) : List.of("CREATE SCHEMA " + Sql.readable(type.schema()), create))));
    }
}
