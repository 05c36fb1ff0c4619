package io.databasesync.manifest;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.DeclaredIdentity;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TablePatterns;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks the rules of the CRDs, and rules that a CRD cannot express.
final class SpecRules {
    private SpecRules() {}

    /// @param origin the resource of the spec, for messages
    /// @throws SyncException `InvalidSpec`, naming the first broken rule
    static void check(String origin, DatabaseSyncSpec spec) {
        try {
            endpoint(spec.local(), "local");
            endpoint(spec.remote(), "remote");
            different(spec.local(), spec.remote());
            if (spec.parallelism() != null) {
                within("parallelism.tables", spec.parallelism().tables(), 1, 64);
                within("parallelism.indexes", spec.parallelism().indexes(), 1, 64);
            }
            if (spec.safety() != null) {
                within("safety.keepPrevious", spec.safety().keepPrevious(), 0, 10);
            }
            if (spec.retry() != null) {
                within("retry.attempts", spec.retry().attempts(), 1, 20);
            }
            SpecRequest.direction(spec);
            SpecRequest.safety(spec.safety());
            SpecRequest.duration("deadline", spec.deadline());
            TablePatterns.check(SpecRequest.tables(spec.tables()));
        } catch (SyncException broken) {
            throw of(origin, broken);
        }
    }

    /// The same for a run, without its template.
    static void check(String origin, DatabaseSyncRunSpec spec) {
        try {
            if (spec.operation() == null) {
                throw invalid(
                        "spec.operation", "spec.operation is missing", "set it to Sync, Plan, Verify or Rollback");
            }
            required("syncRef", spec.syncRef());
            SyncRequest.checkApprovedPlan(spec.approvedPlan());
        } catch (SyncException broken) {
            throw of(origin, broken);
        }
    }

    private static void endpoint(@Nullable Endpoint end, String side) {
        if (end == null) {
            throw invalid(
                    "spec." + side,
                    "spec.%s is missing".formatted(side),
                    "give it a uriSecret, or host, database and credentialsSecret");
        }
        boolean uri = end.uriSecret() != null;
        if (uri == (end.credentialsSecret() != null)) {
            throw invalid(
                    "spec." + side,
                    "spec.%s has %s".formatted(side, uri ? "both uriSecret and credentialsSecret" : "no Secret"),
                    "set either uriSecret, or host, database and credentialsSecret");
        }
        if (uri && (end.host() != null || end.port() != null || end.database() != null)) {
            throw invalid(
                    "spec." + side,
                    "spec.%s has a uriSecret, whose URI says host, port and database".formatted(side),
                    "remove them from spec." + side);
        }
        if (!uri && (end.host() == null || end.database() == null)) {
            throw invalid(
                    "spec." + side,
                    "spec.%s has a credentialsSecret, but not both host and database".formatted(side),
                    "add host and database");
        }
        secrets(end, side);
        identity(end.identity(), side + ".identity");
        environment(end.environment(), side);
        within(side + ".port", end.port(), 1, 65_535);
        boolean checked = end.sslMode() == SslMode.VerifyCA || end.sslMode() == SslMode.VerifyFull;
        if (checked && end.caSecret() == null) {
            throw invalid(
                    "spec.%s.sslMode".formatted(side),
                    "spec.%s.sslMode is %s, and no authorities are named".formatted(side, end.sslMode()),
                    "name the authorities in spec.%s.caSecret".formatted(side));
        }
    }

    private static void environment(@Nullable String value, String side) {
        if (value != null && !value.matches(Endpoint.ENVIRONMENTS)) {
            throw invalid(
                    "spec.%s.environment".formatted(side),
                    "spec.%s.environment is %s".formatted(side, value),
                    "set it to production, staging, test or development");
        }
    }

    private static void secrets(Endpoint end, String side) {
        if (end.uriSecret() != null) {
            required(side + ".uriSecret.name", end.uriSecret().name());
        }
        if (end.credentialsSecret() != null) {
            required(side + ".credentialsSecret.name", end.credentialsSecret().name());
        }
        if (end.caSecret() != null) {
            required(side + ".caSecret.name", end.caSecret().name());
        }
    }

    private static void identity(@Nullable DeclaredIdentity identity, String field) {
        if (identity == null) {
            return;
        }
        required(field + ".database", identity.database());
        Long oid = identity.databaseOid();
        if (oid == null || oid < 1) {
            throw invalid(
                    "spec.%s.databaseOid".formatted(field),
                    "spec.%s.databaseOid is %s".formatted(field, oid == null ? "missing" : oid),
                    "copy it from status.identities, or run there:"
                            + " SELECT oid FROM pg_database WHERE datname = current_database()");
        }
        String system = identity.systemIdentifier();
        if (system != null && !system.matches("[0-9]{1,20}")) {
            throw invalid(
                    "spec.%s.systemIdentifier".formatted(field),
                    "spec.%s.systemIdentifier is %s".formatted(field, system),
                    "copy it from status.identities, or run there:"
                            + " SELECT system_identifier FROM pg_control_system()");
        }
    }

    private static void different(Endpoint local, Endpoint remote) {
        if (local.host() != null
                && local.host().equals(remote.host())
                && Objects.equals(local.database(), remote.database())
                && port(local) == port(remote)) {
            throw invalid(
                    "spec.local and spec.remote",
                    "spec.local and spec.remote are the same database",
                    "change one of them");
        }
    }

    private static int port(Endpoint end) {
        return Objects.requireNonNullElse(end.port(), HostPort.DEFAULT_PORT);
    }

    private static void required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw invalid("spec." + field, "spec.%s is missing".formatted(field), "add it");
        }
    }

    private static void within(String field, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw invalid(
                    "spec." + field,
                    "spec.%s is %d".formatted(field, value),
                    "set it to %d to %d".formatted(least, most));
        }
    }

    private static SyncException invalid(String field, String found, String fix) {
        return SyncException.of(Reason.InvalidSpec, field, found, Fix.advice(fix));
    }

    private static SyncException of(String origin, SyncException broken) {
        return broken.within(origin);
    }
}
