package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.util.Collection;
import java.util.List;

/// Checks that a target can be written, and that our role may move its tables.
public final class TargetCheck {
    private TargetCheck() {}

    /// Checks the protection of the target, before the run opens any connection.
    ///
    /// @throws SyncException `EndpointReadOnly`
    public static void unprotected(SyncRequest request) {
        if (request.target().readOnly()) {
            throw new SyncException(
                    Reason.EndpointReadOnly,
                    "direction %s would replace tables of %s, whose protection is ReadOnly; turn the direction round, or set protection: Writable"
                            .formatted(request.direction(), request.target()));
        }
    }

    /// @throws SyncException `ReplicaTarget` or `ReadOnlyTarget`
    public static void writable(SyncRequest request, ServerIdentity target) {
        if (target.inRecovery()) {
            throw new SyncException(
                    Reason.ReplicaTarget,
                    "the target %s is a standby in recovery; name its primary".formatted(request.target()));
        }
        if (target.readOnly()) {
            throw new SyncException(
                    Reason.ReadOnlyTarget,
                    "the target %s takes only read-only transactions; run: ALTER ROLE %s SET default_transaction_read_only = off, or name the primary"
                            .formatted(request.target(), Sql.readable(target.role())));
        }
    }

    static SyncException referencing(String role, ForeignKey key) {
        return TableCheck.missingPrivilege(
                role,
                "look foreign key %s up in %s of the target, and add it".formatted(key.name(), key.referenced()),
                "GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT, REFERENCES ON %s"
                        .formatted(
                                Sql.readable(key.referenced().schema()),
                                Sql.readable(role),
                                Sql.readable(key.referenced())));
    }

    /// Checks that our role may create schemas, put tables into the given ones, and drop the tables' foreign keys.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void privileges(TargetDatabase target, List<String> schemas, Collection<Long> oids) {
        stage(target);
        schemas.forEach(schema -> tablesIn(target, schema));
        target.read(c -> c.foreignKeys(oids))
                .forEach(key -> follows(target.identity().role(), key));
    }

    /// Checks that our role may create schemas, which hold the stage and the previous generation.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void stage(TargetDatabase target) {
        if (!target.identity().mayCreate()) {
            throw TableCheck.missingPrivilege(
                    target.identity().role(),
                    "make schemas in the target",
                    "GRANT CREATE ON DATABASE " + Sql.readable(target.identity().database()));
        }
    }

    /// Checks that our role may put tables into a schema.
    ///
    /// @throws SyncException `PrivilegeMissing`
    static void tablesIn(TargetDatabase target, String schema) {
        if (!target.objects().mayCreateIn(schema)) {
            throw TableCheck.missingPrivilege(
                    target.identity().role(),
                    "put tables into schema %s of the target".formatted(schema),
                    "GRANT USAGE, CREATE ON SCHEMA " + Sql.readable(schema));
        }
    }

    /// Checks that our role may drop a foreign key and add it again.
    ///
    /// @throws SyncException `PrivilegeMissing`
    static void follows(String role, ForeignKey key) {
        if (!key.mayAlter()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "foreign key %s has to follow a replaced table, but role %s is not the owner of %s on the target (SQLSTATE 42501); run: GRANT %s TO %s"
                            .formatted(
                                    key.name(),
                                    role,
                                    key.table(),
                                    Sql.readable(key.rights().owner()),
                                    Sql.readable(role)));
        }
        if (!key.mayReference() || !key.rights().mayLookUp()) {
            throw referencing(role, key);
        }
    }
}
