package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.OfferedExtension;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.stage.Prerequisites.Extension;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.DependencyOrder;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds extensions that tables need, that the target lacks, and that our role can create.
final class ExtensionCheck {
    private final TargetDatabase target;

    ExtensionCheck(TargetDatabase target) {
        this.target = target;
    }

    /// @param needed the schema of each extension, by the extension's name
    /// @param blockers gets each extension that our role cannot create: `ExtensionMissing`
    List<Extension> of(Map<String, String> needed, Blockers blockers) {
        List<Extension> missing = Round.filter(
                needed.entrySet().stream()
                        .map(e -> new Extension(e.getKey(), e.getValue()))
                        .toList(),
                e -> !target.objects().hasExtension(e.name()));
        if (!missing.isEmpty()) {
            List<String> names = missing.stream().map(Extension::name).toList();
            Map<String, OfferedExtension> offered = target.read(c -> c.objects().offeredExtensions(names)).stream()
                    .collect(Collectors.toMap(OfferedExtension::name, o -> o));
            missing.forEach(e -> blockers.check(() -> creatable(e, Optional.ofNullable(offered.get(e.name())), names)));
            return requiredFirst(missing, offered);
        }
        return missing;
    }

    private static List<Extension> requiredFirst(List<Extension> missing, Map<String, OfferedExtension> offered) {
        return DependencyOrder.of(missing, e -> required(e, missing, offered), List::getFirst);
    }

    private static List<Extension> required(
            Extension extension, List<Extension> missing, Map<String, OfferedExtension> offered) {
        OfferedExtension offer = offered.get(extension.name());
        return offer == null
                ? List.of()
                : missing.stream()
                        .filter(other -> offer.requires().contains(other.name()))
                        .toList();
    }

    private void creatable(Extension extension, Optional<OfferedExtension> offered, List<String> coming) {
        if (offered.isEmpty()) {
            throw SyncException.of(
                    Reason.ExtensionMissing,
                    "extension " + extension.name(),
                    "tables need extension %s, which is not installed on the target's server"
                            .formatted(extension.name()),
                    Fix.run(statements(extension)).after("install its package on that server"));
        }
        List<String> required = offered.get().requires().stream()
                .filter(name -> !coming.contains(name) && !target.objects().hasExtension(name))
                .toList();
        if (!required.isEmpty()) {
            throw requiring(extension, required);
        }
        if (!offered.get().mayCreate()) {
            throw forbidden(extension, offered.get());
        }
    }

    private SyncException requiring(Extension extension, List<String> required) {
        Stream<String> create = required.stream().map(name -> "CREATE EXTENSION " + Sql.readable(name));
        return SyncException.of(
                Reason.ExtensionMissing,
                "extension " + extension.name(),
                "tables need extension %s, which needs %s, and the target lacks both"
                        .formatted(extension.name(), String.join(", ", required)),
                Fix.run(Stream.concat(create, statements(extension).stream()).toList()));
    }

    private SyncException forbidden(Extension extension, OfferedExtension offered) {
        String role = Sql.readable(target.identity().role());
        Fix fix = Fix.run(statements(extension))
                .after("connect to the target database as an administrator%s"
                        .formatted(target.identity().pooled() ? ", not through the pooler" : ""));
        return SyncException.of(
                Reason.ExtensionMissing,
                "extension " + extension.name(),
                "tables need extension %s, which the target lacks and role %s may not create there (SQLSTATE 42501)"
                        .formatted(extension.name(), target.identity().role()),
                offered.forAnybody()
                        ? fix.or("let the run create it after GRANT CREATE ON DATABASE %s TO %s"
                                .formatted(Sql.readable(target.identity().database()), role))
                        : fix);
    }

    private List<String> statements(Extension extension) {
        String schema = Sql.readable(extension.schema());
        String create = "CREATE EXTENSION " + Sql.readable(extension.name()) + " SCHEMA " + schema;
        return target.objects().hasSchema(extension.schema())
                ? List.of(create)
                : List.of("CREATE SCHEMA " + schema, create);
    }
}
