package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.OfferedExtension;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.stage.Prerequisites.Extension;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.DependencyOrder;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds extensions that tables need, that the target lacks, and that our role can create.
final class ExtensionCheck {
    private final TargetDatabase target;

    ExtensionCheck(TargetDatabase target) {
        this.target = target;
    }

    /// @param needed the schema of each extension, by the extension's name
    /// @param blockers gets each extension that our role cannot create: `ExtensionMissing`
    List<Extension> of(Map<String, String> needed, Blockers blockers) {
        List<Extension> missing = needed.entrySet().stream()
                .map(e -> new Extension(e.getKey(), e.getValue()))
                .filter(e -> !target.objects().hasExtension(e.name()))
                .toList();
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
            throw new SyncException(
                    Reason.ExtensionMissing,
                    "tables need extension %s, which is not installed on the target's server; install its package there, then run: %s"
                            .formatted(extension.name(), statement(extension)));
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
        String create = required.stream()
                .map(name -> "CREATE EXTENSION " + Sql.readable(name))
                .collect(Collectors.joining("; "));
        return new SyncException(
                Reason.ExtensionMissing,
                "tables need extension %s, which needs %s, and the target lacks both; run: %s; %s"
                        .formatted(extension.name(), String.join(", ", required), create, statement(extension)));
    }

    private SyncException forbidden(Extension extension, OfferedExtension offered) {
        String role = Sql.readable(target.identity().role());
        return new SyncException(
                Reason.ExtensionMissing,
                "tables need extension %s, which the target lacks and role %s may not create there (SQLSTATE 42501); have an administrator run%s: %s%s"
                        .formatted(
                                extension.name(),
                                role,
                                target.identity().pooled()
                                        ? ", over a direct connection and not through the pooler that is in between"
                                        : ", in the target database",
                                statement(extension),
                                offered.forAnybody()
                                        ? "; or: GRANT CREATE ON DATABASE %s TO %s"
                                                .formatted(
                                                        Sql.readable(target.identity()
                                                                .database()),
                                                        role)
                                        : ""));
    }

    private String statement(Extension extension) {
        String schema = Sql.readable(extension.schema());
        return (target.objects().hasSchema(extension.schema()) ? "" : "CREATE SCHEMA " + schema + "; ")
                + "CREATE EXTENSION " + Sql.readable(extension.name()) + " SCHEMA " + schema;
    }
}
