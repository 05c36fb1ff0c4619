package io.databasesync.postgres.target;

import io.databasesync.postgres.session.PostgresFailure;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.SQLException;
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

    /// Makes the schema, or brings it to this version. Flyway loads hundreds of classes and opens two connections even
    /// if there is nothing to do.
    ///
    /// @param target for Flyway's own connections
    static void run(DataSource target, ServerIdentity identity) {
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
