package io.databasesync.engine;

import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Costs;
import io.databasesync.engine.validation.DriftedTables;
import io.databasesync.engine.validation.ObjectIdCheck;
import io.databasesync.engine.validation.SequenceBlockers;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.ShrinkLimit;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Database;
import io.databasesync.sync.Plan.PlannedSequence;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.Sha256;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the plan from the findings of validation.
final class Planner {
    private static final int FINGERPRINT_DIGITS = 12;

    private final SyncRequest request;
    private final SourceDatabase source;
    private final TargetDatabase target;

    Planner(SyncRequest request, Databases databases) {
        this.request = request;
        this.source = databases.source();
        this.target = databases.target();
    }

    /// The findings of validation.
    ///
    /// @param reasons why validation chose this way
    /// @param losses rows that tables will lose
    record Findings(
            Way way,
            List<String> reasons,
            List<TableName> excluded,
            List<RunSequence> sequences,
            Relocation relocation,
            Optional<String> losses,
            Costs costs,
            Parallelism parallelism,
            Blockers blockers) {
        private List<TablePair> pairs() {
            return way.tables();
        }
    }

    Plan of(Findings found, PlanFacts facts) {
        Duration toSource = source.control().roundTrip();
        Duration toTarget = target.control().roundTrip();
        List<String> notes = new PlanNotes()
                .safety(request.safety())
                .way(found.way(), found.parallelism())
                .distance(toSource, toTarget, found.pairs().size())
                .applications(facts.applications(), request.safety().targetWrites())
                .list();
        return new Plan(
                request.direction(),
                database(request.source(), source.identity(), facts.sourceBytes()),
                database(request.target(), target.identity(), facts.targetBytes()),
                found.way().mode(),
                found.reasons(),
                facts.work().stream().map(Planner::planned).toList(),
                sequences(found.sequences()),
                found.excluded(),
                drift(found),
                warnings(found, facts),
                found.blockers().list(),
                notes,
                found.costs().estimate(toSource.plus(toTarget)));
    }

    private static Database database(ConnectionSettings endpoint, ServerIdentity identity, long bytes) {
        return new Database(
                endpoint.database(),
                endpoint.hosts().stream()
                        .map(ConnectionSettings.HostPort::toString)
                        .collect(Collectors.joining(",")),
                identity.role(),
                identity.version(),
                identity.text(),
                bytes,
                endpoint.environment());
    }

    private static List<PlannedSequence> sequences(List<RunSequence> sequences) {
        return sequences.stream()
                .map(s -> new PlannedSequence(s.name(), s.created()))
                .toList();
    }

    private static PlannedTable planned(Way.TableWork work) {
        TablePair pair = work.table();
        return new PlannedTable(
                pair.name(),
                size(pair.source()),
                pair.target().map(Planner::size).orElse(null),
                pair.binary(),
                work.parts(),
                work.indexes(),
                fingerprint(pair),
                work.way(),
                work.reason());
    }

    private static Size size(TableDefinition definition) {
        return new Size(
                definition.table().estimatedRows(),
                definition.table().bytes(),
                definition.indexes().stream().mapToLong(Index::bytes).sum());
    }

    // The properties of a table that must not change after the plan is approved.
    private static String fingerprint(TablePair pair) {
        TableDefinition definition = pair.definition();
        Stream<String> columns = pair.columns().stream()
                .map(name -> name + " "
                        + definition.column(name).map(Column::comparableType).orElse(""));
        Stream<String> indexes =
                definition.indexes().stream().map(index -> index.name() + " " + index.unique() + index.definition());
        Stream<String> keys = definition.foreignKeys().stream()
                .map(key -> key.name() + " " + key.definition(key.referenced().toString()));
        String text = Stream.of(columns, indexes, keys)
                .map(lines -> lines.sorted().collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
        return Sha256.hex(text).substring(0, FINGERPRINT_DIGITS);
    }

    private List<String> drift(Findings found) {
        Map<TablePair, List<Difference>> drifted = DriftedTables.of(target, found.pairs(), found.relocation());
        return found.pairs().stream()
                .flatMap(p -> Stream.concat(
                                drifted.getOrDefault(p, List.of()).stream().map(Difference::toString),
                                p.leftAlone().stream())
                        .map(difference -> "%s: %s".formatted(p.name(), difference)))
                .toList();
    }

    private List<Warning> warnings(Findings found, PlanFacts facts) {
        List<Warning> warnings = new ArrayList<>();
        warnings.addAll(facts.warnings());
        ServerCheck.poolers(request, source.identity(), target.identity())
                .forEach(text -> warnings.add(Warning.of(text)));
        facts.standby()
                .map(delay -> ServerCheck.standby(request, delay))
                .ifPresent(text -> warnings.add(Warning.of(text)));
        found.losses().ifPresent(text -> warnings.add(new Warning(text, ShrinkLimit.LOSSES)));
        found.pairs().stream()
                .flatMap(p -> p.invalidIndexes().stream())
                .forEach(text -> warnings.add(Warning.of(text)));
        SequenceBlockers.warnings(
                        found.sequences(),
                        source.identity().role(),
                        target.identity().role())
                .forEach(text -> warnings.add(Warning.of(text)));
        ObjectIdCheck.warnings(found.pairs()).forEach(text -> warnings.add(Warning.of(text)));
        return warnings;
    }
}
