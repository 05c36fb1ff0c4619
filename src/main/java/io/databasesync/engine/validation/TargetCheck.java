package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
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
            throw SyncException.of(
                    Reason.EndpointReadOnly,
                    "database " + request.target(),
                    "direction %s would replace tables of database %s, whose protection is ReadOnly"
                            .formatted(request.direction(), request.target()),
                    Fix.advice("reverse the direction, or set protection: Writable"));
        }
    }

    /// @throws SyncException `ReplicaTarget` or `ReadOnlyTarget`
    public static void writable(SyncRequest request, ServerIdentity target) {
        if (target.inRecovery()) {
            throw SyncException.of(
                    Reason.ReplicaTarget,
                    "database " + request.target(),
                    "the target, database %s, is a standby in recovery".formatted(request.target()),
                    Fix.advice("name its primary"));
        }
        if (target.readOnly()) {
            throw SyncException.of(
                    Reason.ReadOnlyTarget,
                    "role " + target.role(),
                    "the target %s accepts only read-only transactions from role %s"
                            .formatted(request.target(), target.role()),
                    Fix.run("ALTER ROLE %s SET default_transaction_read_only = off"
                                    .formatted(Sql.readable(target.role())))
                            .or("name the primary"));
        }
    }

    static SyncException referencing(String role, ForeignKey key) {
        return TableCheck.missingPrivilege(
                role,
                "table " + key.referenced(),
                "look up foreign key %s of %s in table %s of the target, and add that key"
                        .formatted(key.name(), key.table(), key.referenced()),
                "GRANT USAGE ON SCHEMA " + Sql.readable(key.referenced().schema()),
                "GRANT SELECT, REFERENCES ON " + Sql.readable(key.referenced()));
    }

    /// Checks that our role may create schemas, put tables into the given ones, and drop the tables' foreign keys.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void privileges(TargetDatabase target, List<String> schemas, Collection<Long> oids) {
        stage(target);
        Round.ahead(List.of(
                () -> Round.filter(schemas, target.objects()::mayCreateIn),
                () -> target.read(c -> c.foreignKeys(oids))));
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
                    "database " + target.identity().database(),
                    "create schemas in database %s, the target"
                            .formatted(target.identity().database()),
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
                    "schema " + schema,
                    "create tables in schema %s of the target".formatted(schema),
                    "GRANT USAGE, CREATE ON SCHEMA " + Sql.readable(schema));
        }
    }

    /// Checks that our role may drop a foreign key and add it again.
    ///
    /// @throws SyncException `PrivilegeMissing`
    static void follows(String role, ForeignKey key) {
        if (!key.mayAlter()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "foreign key %s of %s".formatted(key.name(), key.table()),
                    "foreign key %s of %s has to follow a replaced table, but role %s is not the owner of %s on the target (SQLSTATE 42501)"
                            .formatted(key.name(), key.table(), role, key.table()),
                    Fix.run("GRANT %s TO %s".formatted(Sql.readable(key.rights().owner()), Sql.readable(role))));
        }
        if (!key.mayReference() || !key.rights().mayLookUp()) {
            throw referencing(role, key);
        }
    }
}
