package io.databasesync.testing.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncSpecSafetyBuilder;
import io.databasesync.api.Endpoint;
import io.databasesync.api.EndpointBuilder;
import io.databasesync.api.Identity;
import io.databasesync.api.PlanStatus;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.sync.Approval;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Database;
import io.databasesync.sync.Plan.Estimate;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Space;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.TableName;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Examples of syncs.
public final class Specs {
    private Specs() {}

    public static DatabaseSync sync(String namespace, String name, DatabaseSyncSpec spec) {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        sync.setSpec(spec);
        return sync;
    }

    public static DatabaseSyncSpec spec() {
        return spec("public.*", null, null);
    }

    public static DatabaseSyncSpec spec(String tables, @Nullable String trigger, @Nullable Boolean suspend) {
        return DatabaseSyncSpec.of(Direction.RemoteToLocal, local(), remote())
                .withTables(new DatabaseSyncSpec.Tables(List.of(tables), List.of(), null, null, null))
                .withTrigger(trigger)
                .withSuspend(suspend);
    }

    public static DatabaseSyncSpec approved(DatabaseSyncSpec spec, Approval approval) {
        return spec.withApproval(approval);
    }

    /// A plan of two tables.
    public static PlanStatus plan(String... warnings) {
        Database source = new Database("app", "remote:5432", "reader", "17.6", "7412/16384", 2_000_000);
        Database target = new Database("app", "local:5432", "app", "15.19", "7413/5", 1_000_000);
        return PlanStatusMapper.bounded(new Plan(
                Direction.RemoteToLocal,
                source,
                target,
                ChosenMode.Swap,
                List.of(),
                List.of(
                        new PlannedTable(
                                new TableName("public", "pages"),
                                new Size(1000, 1_000_000, 100_000),
                                new Size(900, 900_000, 90_000),
                                true,
                                1,
                                2,
                                "c01"),
                        new PlannedTable(
                                new TableName("public", "tags"), new Size(-1, 8192, 0), null, true, 1, 0, "c02")),
                List.of(),
                List.of(),
                List.of(),
                Stream.of(warnings).map(Warning::of).toList(),
                List.of(),
                List.of(),
                new Estimate(Duration.ofSeconds(2), "a test's", new Space(1_008_192, 100_000, 300_000, null))));
    }

    /// The same without its sentence, of one table that nobody has statistics of.
    public static PlanStatus silent(PlanStatus plan) {
        PlanStatus.Totals one = new PlanStatus.Totals(1, 1, null, 8192, null, 0, 0, 0, 0, 0, 0, 0);
        return plan.with(silent -> silent.sentence(null).totals(one));
    }

    public static Endpoint local() {
        return EndpointBuilder.builder()
                .host("postgres")
                .database("app")
                .credentialsSecret(new Endpoint.CredentialsSecret("kb-local", null, "pass"))
                .build();
    }

    /// The same, with a declared identity.
    public static Endpoint local(Identity identity) {
        return local().withIdentity(new Endpoint.DeclaredIdentity(
                identity.systemIdentifier(), identity.databaseOid(), identity.database()));
    }

    public static Endpoint remote() {
        return endpoint("kb-remote")
                .withCaSecret(new Endpoint.CaSecret("kb-ca", null))
                .withProtection(Endpoint.Protection.ReadOnly);
    }

    /// An end that the URI in a Secret leads to.
    public static Endpoint endpoint(String secret) {
        return EndpointBuilder.builder()
                .uriSecret(new Endpoint.UriSecret(secret, null))
                .build();
    }

    /// A spec that lets a run take all rows away.
    public static DatabaseSyncSpec.Safety anyShrink() {
        return DatabaseSyncSpecSafetyBuilder.builder().maxShrinkPercent(100).build();
    }

    /// For `edit`: the same sync with another spec.
    public static UnaryOperator<DatabaseSync> with(DatabaseSyncSpec spec) {
        return sync -> {
            sync.setSpec(spec);
            return sync;
        };
    }
}
