package io.databasesync.engine;

import io.databasesync.engine.run.Databases;
import io.databasesync.engine.validation.Blockers;
import io.databasesync.engine.validation.Costs;
import io.databasesync.engine.validation.DriftedTables;
import io.databasesync.engine.validation.NewTableWarnings;
import io.databasesync.engine.validation.ObjectIdCheck;
import io.databasesync.engine.validation.SequenceBlockers;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.ShrinkLimit;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.target.ConnectedApplications;
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
import io.databasesync.text.Display;
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
    /// A round trip that is longer than those of one site.
    private static final Duration FAR = Duration.ofMillis(8);
    /// A time for round trips that a person notices.
    private static final Duration LONG = Duration.ofSeconds(10);

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

    /// What the servers say beside their tables.
    ///
    /// @param standby the time after which a standby ends our reads
    /// @param applications that are connected to the target
    /// @param warnings of the way
    record Facts(
            long sourceBytes,
            long targetBytes,
            Optional<String> standby,
            Optional<String> applications,
            List<Way.TableWork> work,
            List<Warning> warnings) {

        /// Asks both servers for what does not depend on the tables.
        static Facts ofServers(Databases databases) {
            List<Long> sizes = Round.together(List.of(
                    () -> databases.source().read(Catalog::databaseBytes),
                    () -> databases.target().read(Catalog::databaseBytes),
                    () -> databases.target().read(Catalog::maxWalBytes)));
            return new Facts(
                    sizes.get(0),
                    sizes.get(1),
                    databases.source().endsReadsAfter(),
                    ConnectedApplications.of(databases.target()),
                    List.of(),
                    List.of());
        }

        static Facts of(Databases databases, Way way, SyncRequest request) {
            Facts servers = ofServers(databases);
            List<List<Warning>> warnings = Round.together(List.of(
                    () -> way.warnings(databases.target()),
                    () -> NewTableWarnings.of(databases.source(), way.tables()).stream()
                            .map(Warning::of)
                            .toList()));
            return new Facts(
                    servers.sourceBytes(),
                    servers.targetBytes(),
                    servers.standby(),
                    servers.applications(),
                    way.work(databases.source(), request.parallelism()),
                    warnings.stream().flatMap(List::stream).toList());
        }
    }

    Plan of(Findings found, Facts facts) {
        List<String> notes = new ArrayList<>();
        if (request.safety().targetFreeBytes() == null) {
            notes.add("free space of the target is unknown; set safety.targetFreeBytes");
        }
        if (found.way().copiesSideBySide() && found.parallelism().adaptive()) {
            notes.add("up to %d connections copy at the same time, as many as make it faster"
                    .formatted(found.parallelism().tables()));
        }
        found.way().views().rebuilt().forEach(view -> notes.add(note(view)));
        Duration toSource = source.control().roundTrip();
        Duration toTarget = target.control().roundTrip();
        distance(toSource, toTarget, found.pairs().size()).ifPresent(notes::add);
        facts.applications().ifPresent(applications -> notes.add(connected(applications)));
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

    private String connected(String applications) {
        String effect = switch (request.safety().targetWrites()) {
            case Warn -> "what they write to the selected tables during a run is not in the new content";
            case Refuse -> "if they write to the selected tables during a run, it ends before it publishes";
            case Block -> "when they write to the selected tables during a run, they wait until it has published";
        };
        return "connected to the target now: %s; %s".formatted(applications, effect);
    }

    /// Says how far the servers are, if that is worth a word. A note is not part of a plan's hash: no two plans measure
    /// the same.
    static Optional<String> distance(Duration toSource, Duration toTarget, int tables) {
        if (toSource.compareTo(FAR) < 0 && toTarget.compareTo(FAR) < 0) {
            return Optional.empty();
        }
        Duration onTheWay = Costs.onTheWay(toSource.plus(toTarget), tables);
        return Optional.of("a round trip takes about %d ms to the source and %d ms to the target%s"
                .formatted(
                        toSource.toMillis(),
                        toTarget.toMillis(),
                        onTheWay.compareTo(LONG) > 0
                                ? ", and %d tables take about %s longer for it: run dbsync near one of the servers, best near the target"
                                        .formatted(tables, Display.duration(onTheWay))
                                : ""));
    }

    private static String note(DependentView view) {
        return view.populated()
                ? "materialized view %s is built again over the new tables: %s and %s of indexes, which takes about %s, and longer if its query is costly"
                        .formatted(
                                view.spelled(),
                                Display.bytes(view.bytes()),
                                Display.bytes(view.indexBytes()),
                                Display.duration(Costs.duration(view)))
                : "materialized view %s is made again over the new tables, and stays unpopulated"
                        .formatted(view.spelled());
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

    private List<Warning> warnings(Findings found, Facts facts) {
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
