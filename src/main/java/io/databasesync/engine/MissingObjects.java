package io.databasesync.engine;

import io.databasesync.postgres.Prerequisites;
import io.databasesync.postgres.Prerequisites.Extension;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What tables that are to be created need, and the target lacks: schemas, extensions, types, sequences.
final class MissingObjects {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Relocation relocation;

    MissingObjects(SourceDatabase source, TargetDatabase target, Relocation relocation) {
        this.source = source;
        this.target = target;
        this.relocation = relocation;
    }

    /// @param blockers hears of what cannot be made: `ExtensionMissing` or `ForeignKeyOutside`
    Prerequisites of(List<TablePair> pairs, Blockers blockers) {
        List<TableShape> created = pairs.stream()
                .filter(p -> p.target().isEmpty())
                .map(TablePair::source)
                .toList();
        if (created.isEmpty()) {
            return Prerequisites.NONE;
        }
        Set<TableName> selected = pairs.stream().map(TablePair::name).collect(Collectors.toSet());
        for (TableShape shape : created) {
            shape.foreignKeys().forEach(key -> blockers.check(() -> reachable(key, shape, selected)));
        }
        List<Long> oids = created.stream().map(TableShape::oid).toList();
        List<UserType> types = source.read(c -> c.types(oids));
        List<Extension> extensions = extensions(types, source.read(c -> c.neededExtensions(oids)), blockers);
        List<UserType> own = types.stream()
                .filter(t -> t.extension() == null && t.definition() != null)
                .filter(t -> !target.hasType(t.schema(), t.name()))
                .map(relocation::apply)
                .toList();
        List<Sequence> sequences = created.stream()
                .flatMap(s -> s.sequences().stream())
                .filter(s -> !s.movesWithTable() && !target.hasSequence(s.schema(), s.name()))
                .collect(Collectors.toMap(s -> new TableName(s.schema(), s.name()), s -> s, (a, _) -> a, TreeMap::new))
                .values()
                .stream()
                .toList();
        List<String> schemas = schemas(created, extensions, own, sequences);
        return new Prerequisites(
                schemas,
                source.read(c -> c.statements("schema_comments", String.join("\n", schemas))),
                extensions,
                own,
                sequences);
    }

    private List<Extension> extensions(List<UserType> types, Map<String, String> others, Blockers blockers) {
        Map<String, String> needed = new TreeMap<>(others);
        types.stream()
                .filter(t -> t.extension() != null)
                .forEach(t -> needed.put(
                        Objects.requireNonNull(t.extension()),
                        Objects.requireNonNullElse(t.extensionSchema(), "public")));
        List<Extension> missing = needed.entrySet().stream()
                .map(e -> new Extension(e.getKey(), e.getValue()))
                .filter(e -> !target.hasExtension(e.name()))
                .toList();
        missing.forEach(extension -> blockers.check(() -> offered(extension)));
        return missing;
    }

    private void offered(Extension extension) {
        if (!target.offersExtension(extension.name())) {
            throw new SyncException(
                    Reason.ExtensionMissing,
                    "tables need extension %s, which is not installed on the target's server; install its package there, then run: CREATE EXTENSION %s"
                            .formatted(extension.name(), extension.name()));
        }
    }

    private List<String> schemas(
            List<TableShape> created, List<Extension> extensions, List<UserType> types, List<Sequence> sequences) {
        Set<String> needed =
                created.stream().map(s -> s.name().schema()).collect(Collectors.toCollection(TreeSet::new));
        extensions.forEach(e -> needed.add(e.schema()));
        types.forEach(t -> needed.add(t.schema()));
        sequences.forEach(s -> needed.add(s.schema()));
        return needed.stream().filter(s -> !target.hasSchema(s)).toList();
    }

    private void reachable(ForeignKey key, TableShape shape, Set<TableName> selected) {
        TableName referenced = key.referenced();
        if (!selected.contains(referenced) && !target.hasRelation(referenced.schema(), referenced.name())) {
            throw new SyncException(
                    Reason.ForeignKeyOutside,
                    "foreign key %s of %s refers to %s, which is not selected and missing on the target; include it too"
                            .formatted(key.name(), shape.name(), referenced));
        }
        if (!selected.contains(referenced) && !target.mayReference(referenced)) {
            throw TargetChecks.referencing(target.identity().role(), key);
        }
    }
}
