package io.databasesync.engine;

import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.run.ContentCheck;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.validation.DriftCheck;
import io.databasesync.engine.validation.IdentityCheck;
import io.databasesync.engine.validation.SequenceCheck;
import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.TableCheck;
import io.databasesync.engine.validation.TablePairs;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.Heartbeat;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ListedTable;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.checksum.RowDifferences;
import io.databasesync.postgres.checksum.TableChecksum;
import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.ColumnOwners;
import io.databasesync.postgres.definition.Difference;
import io.databasesync.postgres.definition.TableDrift;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the selected tables of both databases by checksum. Invariant: it opens the target as a
/// `SourceDatabase`, which has no method that writes.
final class DatabaseComparison {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseComparison.class);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final SyncRequest request;
    private final Sessions sessions;
    private final ProgressTracker progress;
    private final List<VerifiedTable> equal = Collections.synchronizedList(new ArrayList<>());
    private final Map<TableName, String> differences = new ConcurrentSkipListMap<>();
    private final List<Fix> fixes = new ArrayList<>();
    private final Map<TableName, NamedRows> rows = new ConcurrentSkipListMap<>();

    DatabaseComparison(Run run) {
        this.request = run.request();
        this.sessions = run.sessions();
        this.progress = run.progress();
    }

    /// A connection to each side, in the snapshot of that side.
    private record Ends(SourceSnapshot.Reader source, SourceSnapshot.Reader target) implements ParallelWork.Resource {
        @Override
        public void close() {
            source.close();
            target.close();
        }
    }

    /// Compares all tables, even after one differs.
    ///
    /// @throws SyncException `VerificationFailed`, naming every table that differs
    SyncOutcome.Verified run() {
        Instant started = Instant.now();
        SourceDatabase source = SourceDatabase.connect(sessions, request.source());
        SourceDatabase target = IdentityCheck.second(
                request, progress, source, () -> SourceDatabase.connect(sessions, request.target()));
        ServerCheck.different(request, source.identity(), source.is(target));
        new IdentityCheck(request, progress).unchanged(source.identity(), target.identity());
        ServerCheck.supported(source.identity());
        ServerCheck.supported(target.identity());
        List<TablePair> comparable = comparable(source, target);
        progress.compare(comparable);
        progress.enter(Phase.Verifying);
        if (!comparable.isEmpty()) {
            compare(source, target, comparable);
        }
        refuseDifferences();
        if (equal.size() < comparable.size()) {
            throw new IllegalStateException(
                    "%d of %d tables were not compared".formatted(comparable.size() - equal.size(), comparable.size()));
        }
        equal.sort(Comparator.comparing(VerifiedTable::name));
        return new SyncOutcome.Verified(equal, Duration.between(started, Instant.now()), List.of());
    }

    private void refuseDifferences() {
        if (!differences.isEmpty()) {
            throw SyncException.of(
                            Reason.VerificationFailed,
                            TableName.inWords(differences.keySet()),
                            "%d of %d tables differ: %s"
                                    .formatted(
                                            differences.size(),
                                            differences.size() + equal.size(),
                                            String.join("; ", differences.values())),
                            Fix.all(List.copyOf(fixes)).or("sync again, or exclude the tables"))
                    .naming(List.copyOf(rows.values()));
        }
    }

    /// The tables that both databases have with the same columns. All others are noted as differences.
    private List<TablePair> comparable(SourceDatabase source, SourceDatabase target) {
        List<ListedTable> tables = source.read(Catalog::tableNames);
        List<TableName> names = TablePairs.roots(
                tables,
                TablePatterns.resolve(
                        request.tables(),
                        tables.stream().map(ListedTable::name).toList(),
                        source.read(SequenceCheck::selectable),
                        () -> source.read(Catalog::views)));
        List<TablePair> pairs = TablePairs.of(
                source.read(c -> TablePairs.definitions(c, names)),
                target.read(c -> TablePairs.definitions(c, names)),
                request.tables());
        return pairs.stream().filter(p -> comparable(p, source, target)).toList();
    }

    private boolean comparable(TablePair pair, SourceDatabase source, SourceDatabase target) {
        TableCheck.supported(pair.source().table(), Side.Source);
        TableCheck.readable(
                pair.source().table(), Side.Source, source.identity().role());
        if (pair.target().isEmpty()) {
            differences.put(pair.name(), "the target lacks table " + pair.name());
            return false;
        }
        TableDefinition there = pair.target().get();
        TableCheck.supported(there.table(), Side.Target);
        TableCheck.readable(there.table(), Side.Target, target.identity().role());
        Map<String, String> schemas = target.read(c -> c.objects().extensionSchemas());
        List<Difference> columns = new TableDrift(
                        pair,
                        source.read(c -> c.objects().relocation(schemas)),
                        new ColumnOwners(List.of(pair), List.of()))
                .differences();
        if (!columns.isEmpty()) {
            differences.put(pair.name(), "table %s: %s".formatted(pair.name(), Difference.found(columns)));
            fixes.add(target.read(c -> DriftCheck.fix(c, pair, columns)));
        }
        return columns.isEmpty();
    }

    private void compare(SourceDatabase source, SourceDatabase target, List<TablePair> pairs) {
        List<TableName> names = pairs.stream().map(TablePair::name).toList();
        Heartbeat heartbeat = new Heartbeat(sessions);
        try (heartbeat;
                SourceSnapshot here = source.snapshot(names);
                SourceSnapshot there = target.snapshot(names)) {
            heartbeat.every(TICK, progress::tick);
            heartbeat.every(KEEP_ALIVE, here::keepAlive);
            heartbeat.every(KEEP_ALIVE, there::keepAlive);
            new ParallelWork("verify", request.parallelism().tablesAtOnce(), FirstFailure.of(sessions))
                    .run(pairs, () -> open(here, there), this::compare);
        } catch (RuntimeException | Error failure) {
            throw heartbeat.causeOf(failure);
        }
        heartbeat.check();
    }

    private static Ends open(SourceSnapshot source, SourceSnapshot target) {
        SourceSnapshot.Reader reader = source.openReader();
        try {
            return new Ends(reader, target.openReader());
        } catch (RuntimeException | Error e) {
            reader.close();
            throw e;
        }
    }

    private void compare(Ends ends, TablePair pair) {
        Instant started = Instant.now();
        progress.copying(pair.name());
        TableChecksum here = TableChecksum.ofSource(pair);
        TableChecksum there = TableChecksum.ofTarget(pair, Sql.qualified(pair.name()), "on the target");
        TableDigest source = here.digest(ends.source().transaction());
        TableDigest target = there.digest(ends.target().transaction());
        if (source.equals(target)) {
            equal.add(new VerifiedTable(pair.name(), source.rows()));
        } else {
            NamedRows found = new RowDifferences(
                            here,
                            ends.source().transaction(),
                            there,
                            ends.target().transaction())
                    .find();
            differences.put(
                    pair.name(),
                    ContentCheck.figures(pair.name(), source, target, "on the target") + "; "
                            + ContentCheck.summary(found));
            rows.put(pair.name(), found);
        }
        progress.tableDone(pair.name(), source.rows());
        LOG.info(
                "phase=Verifying table={} rows={} equal={} took={}",
                pair.name(),
                source.rows(),
                source.equals(target),
                Duration.between(started, Instant.now()));
    }
}
