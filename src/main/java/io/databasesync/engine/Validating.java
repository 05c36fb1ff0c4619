package io.databasesync.engine;

import io.databasesync.engine.Exploration.Seen;
import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.run.Databases;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.ForeignKeyCheck;
import io.databasesync.engine.validation.IdentityCheck;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.TargetCheck;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.SideBySide;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Finds out whether the run can succeed, before the first write on either side. Invariant: it only reads.
final class Validating {
    private final SyncRequest request;
    private final Databases databases;
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Blockers blockers;
    /// What further connections to the source have found.
    private final Supplier<Blockers> connections;

    /// The result of a validation without refusals.
    ///
    /// @param parallelism what the request wants, or what the servers have connections for
    /// @param writes what others have written to the tables of the target since their definitions were read
    record Validated(Plan plan, Way way, Prerequisites needed, Parallelism parallelism, TableWrites writes) {}

    private Validating(SyncRequest request, Databases databases, Blockers blockers, Supplier<Blockers> connections) {
        this.request = request;
        this.databases = databases;
        this.source = databases.source();
        this.target = databases.target();
        this.blockers = blockers;
        this.connections = connections;
    }

    /// Connects to both databases and makes sure that the target may be written and is not the source.
    ///
    /// @throws SyncException with the reason of the first check that refuses, unless the request is for a plan
    /// only
    static Validating connect(Run run) {
        SyncRequest request = run.request();
        boolean planned = request.operation() == Operation.Plan;
        Blockers blockers = new Blockers();
        blockers.check(() -> TargetCheck.unprotected(request));
        if (!planned) {
            blockers.refuse();
        }
        Supplier<TargetDatabase> second =
                SideBySide.start(() -> TargetDatabase.connect(run.sessions(), request.target()));
        SourceDatabase source = SourceDatabase.connect(run.sessions(), request.source());
        Supplier<Blockers> connections = SideBySide.start(() -> {
            Blockers found = new Blockers();
            found.check(() -> ServerCheck.oneSource(source));
            return found;
        });
        TargetDatabase target = IdentityCheck.second(request, run.progress(), source, second);
        Validating validation = new Validating(request, new Databases(source, target), blockers, connections);
        validation.checkServers(run.progress());
        if (!planned) {
            blockers.refuse();
        }
        return validation;
    }

    Databases databases() {
        return databases;
    }

    private void checkServers(ProgressTracker progress) {
        ServerIdentity s = source.identity();
        ServerIdentity t = target.identity();
        if (blockers.check(() -> ServerCheck.different(request, s, source.is(target)))) {
            // no blocker: a plan for the wrong databases is useless
            new IdentityCheck(request, progress).unchanged(s, t);
        }
        blockers.check(() -> TargetCheck.writable(request, t));
        blockers.check(() -> ServerCheck.encodings(request, s, t));
    }

    /// The plan of a run, with all of its blockers.
    Plan plan() {
        return look().plan();
    }

    /// Validates a run that will be executed.
    ///
    /// @param planned gets the plan, even if the run is refused
    /// @throws SyncException with the reason of the first check that refuses; `PlanChanged` or `NotApproved`
    Validated validate(Consumer<Plan> planned) {
        Validated validated = look();
        planned.accept(validated.plan());
        blockers.refuse();
        PlanApproval.check(request, validated.plan());
        return validated;
    }

    /// Resolves the patterns, compares the tables and decides about the mode.
    private Validated look() {
        Exploration exploration = new Exploration(request, databases, blockers);
        Seen seen = Round.leaving(List.of(source.control(), target.control()), exploration::see);
        blockers.addFirst(connections.get().found());
        blockers.addAll(seen.keys().map(ForeignKeyCheck::find).orElse(List.of()));
        blockers.check(seen.findings().costs()::enough);
        Plan plan = new Planner(request, databases).of(seen.findings(), seen.facts());
        return new Validated(plan, seen.findings().way(), seen.needed(), seen.parallelism(), seen.writes());
    }
}
