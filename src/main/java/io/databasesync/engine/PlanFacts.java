package io.databasesync.engine;

import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.NewTableWarnings;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.ConnectedApplications;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.SyncRequest;
import java.util.List;
import java.util.Optional;

/// What the servers say beside their tables, for a plan.
///
/// @param standby the time after which a standby ends our reads
/// @param applications that are connected to the target
/// @param warnings of the way, and of tables to create
record PlanFacts(
        long sourceBytes,
        long targetBytes,
        Optional<String> standby,
        Optional<String> applications,
        List<Way.TableWork> work,
        List<Warning> warnings) {

    /// Asks both servers for what does not depend on the tables.
    static PlanFacts ofServers(Databases databases) {
        List<Long> sizes = Round.together(List.of(
                () -> databases.source().read(c -> c.sizes().databaseBytes()),
                () -> databases.target().read(c -> c.sizes().databaseBytes()),
                () -> databases.target().read(c -> c.sizes().maxWalBytes())));
        return new PlanFacts(
                sizes.get(0),
                sizes.get(1),
                databases.source().endsReadsAfter(),
                ConnectedApplications.of(databases.target()),
                List.of(),
                List.of());
    }

    static PlanFacts of(Databases databases, Way way, SyncRequest request) {
        PlanFacts servers = ofServers(databases);
        List<List<Warning>> warnings = Round.together(List.of(
                () -> way.warnings(databases.target()),
                () -> NewTableWarnings.of(databases.source(), way.tables()).stream()
                        .map(Warning::of)
                        .toList()));
        return new PlanFacts(
                servers.sourceBytes(),
                servers.targetBytes(),
                servers.standby(),
                servers.applications(),
                way.work(databases.source(), request.parallelism()),
                warnings.stream().flatMap(List::stream).toList());
    }
}
