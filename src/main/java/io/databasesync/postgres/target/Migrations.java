package io.databasesync.postgres.target;

import io.databasesync.postgres.session.PostgresFailure;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the `databasesync` schema of a target up to this version. Flyway locks with a transaction, so it
/// works through poolers.
public final class Migrations {
    public static final String SCHEMA = "databasesync";
    /// The largest version in `db/migration`.
    static final String NEWEST = "1";

    private Migrations() {}

    /// @param control a session on the target, for queries
    /// @param target for Flyway's own connections, if it needs them
    static void run(Session control, DataSource target, ServerIdentity identity) {
        // Flyway loads hundreds of classes and opens two connections even if there is nothing to do.
        if (!done(control)) {
            migrate(target, identity);
        }
    }

    private static boolean done(Session control) {
        return ask(
                        control,
                        "select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = 'databasesync' and c.relname = 'flyway_schema_history'"
                                + " and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))")
                && ask(
                        control,
                        "select coalesce(bool_and(success) and bool_or(version = '%s'), false) from databasesync.flyway_schema_history"
                                .formatted(NEWEST));
    }

    private static boolean ask(Session control, String sql) {
        return control.ask(
                TransactionMode.READ_ONLY,
                t -> t.ask(
                                sql,
                                row -> row.getBoolean(1),
                                Reason.ConnectionLost,
                                "looking for the version of schema " + SCHEMA)
                        .map(List::getFirst));
    }

    private static void migrate(DataSource target, ServerIdentity identity) {
        try {
            Flyway.configure()
                    .dataSource(target)
                    .schemas(SCHEMA)
                    .createSchemas(true)
                    .locations("classpath:db/migration")
                    .connectRetries(0)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw failure(e, identity);
        }
    }

    private static SyncException failure(FlywayException e, ServerIdentity identity) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String doing = "making schema %s in the target".formatted(SCHEMA);
                if ("42501".equals(sql.getSQLState())) {
                    return SyncException.of(
                                    Reason.PrivilegeMissing,
                                    "schema " + SCHEMA,
                                    doing + ": " + PostgresFailure.text(sql, "42501"),
                                    Fix.run("GRANT CREATE ON DATABASE %s TO %s"
                                            .formatted(
                                                    Sql.readable(identity.database()), Sql.readable(identity.role()))))
                            .withSqlState("42501")
                            .causedBy(e);
                }
                return PostgresFailure.of(sql, Reason.StageFailed, doing);
            }
        }
        return SyncException.of(
                        Reason.StageFailed,
                        "schema " + SCHEMA,
                        "making schema %s in the target failed: %s"
                                .formatted(
                                        SCHEMA,
                                        Objects.toString(e.getMessage(), "").replaceAll("\\s+", " ")),
                        Fix.advice(
                                "drop that schema if it is not ours, or use the version of databasesync that made it"))
                .causedBy(e);
    }
}
