package io.databasesync.postgres;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the `databasesync` schema of a target up to this version. Flyway locks with a transaction, so that poolers
/// work.
final class Migrations {
    static final String SCHEMA = "databasesync";

    private Migrations() {}

    static void run(DataSource target) {
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
            throw failure(e);
        }
    }

    private static SyncException failure(FlywayException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String doing = "making the schema %s in the target".formatted(SCHEMA);
                if ("42501".equals(sql.getSQLState())) {
                    return new SyncException(
                            Reason.PrivilegeMissing,
                            doing + ": " + PostgresFailure.text(sql, "42501")
                                    + "; run: GRANT CREATE ON DATABASE to the target's role",
                            "42501",
                            e);
                }
                return PostgresFailure.of(sql, Reason.StageFailed, doing);
            }
        }
        return new SyncException(
                Reason.StageFailed,
                "making the schema %s in the target failed: %s; drop that schema if it is not ours, or use the version of databasesync that made it"
                        .formatted(SCHEMA, Objects.toString(e.getMessage(), "").replaceAll("\\s+", " ")),
                e);
    }
}
