package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TableDrift;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.definition.TypeDrift;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        Map<String, String> extensions = target.read(c -> c.objects().extensionSchemas());
        List<SyncException> found = new ArrayList<>();
        List<TablePair> drifted = new ArrayList<>();
        for (TablePair pair : pairs) {
            List<String> differences = new TableDrift(pair, relocation).differences();
            if (!differences.isEmpty()) {
                drifted.add(pair);
                found.add(drift("table " + pair.name(), differences));
            }
        }
        List<String> types = types(drifted, extensions);
        if (!types.isEmpty()) {
            found.addFirst(drift("types of the tables", types)); // the columns may need the types
        }
        return found;
    }

    private static SyncException drift(String of, List<String> differences) {
        return new SyncException(Reason.SchemaDrift, of + ": " + String.join("; also, ", differences));
    }

    private List<String> types(List<TablePair> drifted, Map<String, String> extensions) {
        List<String> differences = new ArrayList<>();
        for (UserType type : sourceTypes(drifted)) {
            missing(type, extensions, differences);
        }
        List<Long> there = pairs.stream()
                .flatMap(p -> p.target().stream())
                .map(TableDefinition::oid)
                .toList();
        Map<String, UserType> known = target.read(c -> c.objects().types(there)).stream()
                .collect(Collectors.toMap(UserType::spelled, Function.identity()));
        List<TablePair> both =
                pairs.stream().filter(p -> p.target().isPresent()).toList();
        for (UserType type : sourceTypes(both)) {
            UserType other = known.get(type.spelled());
            if (other != null && type.extension() == null && other.extension() == null) {
                TypeDrift.of(type, other, both).ifPresent(differences::add);
            }
        }
        return differences;
    }

    // With the names that the target would use.
    private List<UserType> sourceTypes(List<TablePair> of) {
        List<Long> oids = of.stream().map(p -> p.source().oid()).toList();
        return source.read(c -> c.objects().types(oids)).stream()
                .map(relocation::apply)
                .toList();
    }

    private void missing(UserType type, Map<String, String> extensions, List<String> differences) {
        if (type.extension() != null) {
            String create = "the target lacks extension %s; run: CREATE EXTENSION %s"
                    .formatted(type.extension(), Sql.readable(type.extension()));
            if (!extensions.containsKey(type.extension()) && !differences.contains(create)) {
                differences.add(create);
            }
        } else if (!target.objects().hasType(type.schema(), type.name())) {
            differences.add("the target lacks type %s; run: %s%s"
                    .formatted(
                            type.qualified(),
                            target.objects().hasSchema(type.schema())
                                    ? ""
                                    : "CREATE SCHEMA %s; ".formatted(Sql.readable(type.schema())),
                            type.createStatement()));
        }
    }
}
