package io.databasesync.engine;

import io.databasesync.postgres.Prerequisites;
import io.databasesync.postgres.Prerequisites.Extension;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What tables that are to be created need, and the target lacks: schemas, extensions, types, sequences.
final class MissingObjects {
    private final SourceDatabase source;
    private final TargetDatabase target;

    MissingObjects(SourceDatabase source, TargetDatabase target) {
        this.source = source;
        this.target = target;
    }

    Prerequisites of(List<TablePair> pairs) {
        List<TableShape> created = pairs.stream()
                .filter(p -> p.target().isEmpty())
                .map(TablePair::source)
                .toList();
        if (created.isEmpty()) {
            return new Prerequisites(List.of(), List.of(), List.of(), List.of());
        }
        checkForeignKeys(created, pairs.stream().map(TablePair::name).collect(Collectors.toSet()));
        List<UserType> types =
                source.read(c -> c.types(created.stream().map(TableShape::oid).toList()));
        List<Extension> extensions = extensions(types);
        List<UserType> own = types.stream()
                .filter(t -> t.extension() == null && t.definition() != null)
                .filter(t -> !target.hasType(t.schema(), t.name()))
                .toList();
        List<Sequence> sequences = created.stream()
                .flatMap(s -> s.sequences().stream())
                .filter(s -> !s.movesWithTable() && !target.hasRelation(s.schema(), s.name()))
                .distinct()
                .toList();
        return new Prerequisites(schemas(created, extensions, own, sequences), extensions, own, sequences);
    }

    private List<Extension> extensions(List<UserType> types) {
        List<Extension> missing = types.stream()
                .filter(t -> t.extension() != null)
                .map(t -> new Extension(
                        Objects.requireNonNull(t.extension()),
                        Objects.requireNonNullElse(t.extensionSchema(), "public")))
                .distinct()
                .filter(e -> !target.hasExtension(e.name()))
                .toList();
        for (Extension extension : missing) {
            if (!target.offersExtension(extension.name())) {
                throw new SyncException(
                        Reason.ExtensionMissing,
                        "tables need extension %s, which is not installed on the target's server; install its package there, then run: CREATE EXTENSION %s"
                                .formatted(extension.name(), extension.name()));
            }
        }
        return missing;
    }

    private List<String> schemas(
            List<TableShape> created, List<Extension> extensions, List<UserType> types, List<Sequence> sequences) {
        Set<String> needed =
                created.stream().map(s -> s.name().schema()).collect(Collectors.toCollection(java.util.TreeSet::new));
        extensions.forEach(e -> needed.add(e.schema()));
        types.forEach(t -> needed.add(t.schema()));
        sequences.forEach(s -> needed.add(s.schema()));
        return needed.stream().filter(s -> !target.hasSchema(s)).toList();
    }

    private void checkForeignKeys(List<TableShape> created, Set<TableName> selected) {
        for (TableShape shape : created) {
            for (ForeignKey key : shape.foreignKeys()) {
                TableName referenced = key.referenced();
                if (!selected.contains(referenced) && !target.hasRelation(referenced.schema(), referenced.name())) {
                    throw new SyncException(
                            Reason.ForeignKeyOutside,
                            "foreign key %s of %s refers to %s, which is not selected and missing on the target; include it too"
                                    .formatted(key.name(), shape.name(), referenced));
                }
            }
        }
    }
}
