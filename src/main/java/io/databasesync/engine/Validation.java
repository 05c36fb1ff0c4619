package io.databasesync.engine;

import io.databasesync.postgres.Prerequisites;
import io.databasesync.postgres.ServerIdentity;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncPlan.PlannedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds out whether the run can succeed, before the first write on either side. Invariant: everything here only reads.
final class Validation {
    private final SyncRequest request;
    private final SourceDatabase source;
    private final TargetDatabase target;

    /// What was found good.
    ///
    /// @param tables in the order they are copied
    record Validated(SyncPlan plan, List<TablePair> tables, Prerequisites needed) {}

    private Validation(SyncRequest request, SourceDatabase source, TargetDatabase target) {
        this.request = request;
        this.source = source;
        this.target = target;
    }

    /// Connects to both databases and makes sure that the target may be written and is not the source.
    ///
    /// @throws SyncException with the reason of the first guard that refuses
    static Validation connect(SyncRequest request, Sessions sessions) {
        if (request.target().readOnly()) {
            throw new SyncException(
                    Reason.EndpointReadOnly,
                    "direction %s would replace tables of %s, whose protection is ReadOnly; turn the direction round, or set protection: Writable"
                            .formatted(request.direction(), request.target()));
        }
        SourceDatabase source = SourceDatabase.connect(sessions, request.source());
        TargetDatabase target = TargetDatabase.connect(sessions, request.target());
        Validation validation = new Validation(request, source, target);
        validation.checkIdentities();
        return validation;
    }

    SourceDatabase source() {
        return source;
    }

    TargetDatabase target() {
        return target;
    }

    private void checkIdentities() {
        ServerIdentity s = source.identity();
        ServerIdentity t = target.identity();
        if (s.same(t)) {
            throw new SyncException(
                    Reason.SameDatabase,
                    "%s and %s are the same database (%s, OID %d, of one server); name two different ones"
                            .formatted(request.source(), request.target(), s.database(), s.databaseOid()));
        }
        for (ServerIdentity server : List.of(s, t)) {
            if (server.major() < ServerIdentity.OLDEST_MAJOR || server.major() > ServerIdentity.NEWEST_MAJOR) {
                throw new SyncException(
                        Reason.VersionUnsupported,
                        "database %s runs on PostgreSQL %s; use PostgreSQL %d to %d"
                                .formatted(
                                        server.database(),
                                        server.version(),
                                        ServerIdentity.OLDEST_MAJOR,
                                        ServerIdentity.NEWEST_MAJOR));
            }
        }
        if (t.inRecovery() || t.readOnly()) {
            throw new SyncException(
                    Reason.EndpointReadOnly,
                    "the target %s %s; name the primary, or set default_transaction_read_only = off"
                            .formatted(
                                    request.target(),
                                    t.inRecovery() ? "is a standby in recovery" : "only takes read-only transactions"));
        }
    }

    /// Resolves the patterns and compares the tables.
    Validated validate() {
        List<Table> sourceTables = source.read(Catalog::tables);
        TablePatterns.Selection selection = TablePatterns.resolve(
                request.tables(), sourceTables.stream().map(Table::name).toList());
        List<TablePair> pairs = pairs(sourceTables, selection.included());
        pairs.forEach(this::check);
        checkPrivileges(pairs);
        checkBlockers(pairs);
        Prerequisites needed = new MissingObjects(source, target).of(pairs);
        return new Validated(plan(pairs, selection.excluded()), pairs, needed);
    }

    private List<TablePair> pairs(List<Table> sourceTables, List<TableName> names) {
        List<Table> selected =
                sourceTables.stream().filter(t -> names.contains(t.name())).toList();
        List<Table> counterparts = target.read(Catalog::tables).stream()
                .filter(t -> names.contains(t.name()))
                .toList();
        Map<TableName, TableShape> there =
                target.read(c -> c.shapes(counterparts)).stream().collect(Collectors.toMap(TableShape::name, s -> s));
        return source.read(c -> c.shapes(selected)).stream()
                .map(s -> new TablePair(
                        s,
                        Optional.ofNullable(there.get(s.name())),
                        request.tables().columns() == TableSelection.Columns.Intersect))
                .sorted(Comparator.comparingLong(
                                (TablePair p) -> p.source().table().bytes())
                        .reversed())
                .toList();
    }

    private void check(TablePair pair) {
        TableChecks.supported(pair.source().table(), "source");
        TableChecks.readable(pair.source().table(), source.identity().role());
        TableChecks.complete(pair.source().table(), source.identity().role());
        if (pair.target().isEmpty()) {
            if (request.tables().missing() == TableSelection.Missing.Fail) {
                throw new SyncException(
                        Reason.TableMissing,
                        "the target lacks table %s; create it, or set tables.missing: Create".formatted(pair.name()));
            }
            if (target.hasRelation(pair.name().schema(), pair.name().name())) {
                throw new SyncException(
                        Reason.UnsupportedTable,
                        "%s is no table on the target but a view, sequence or index; drop or rename it there, or exclude the table with tables.exclude: [\"%s\"]"
                                .formatted(pair.name(), pair.name()));
            }
            return;
        }
        TableChecks.supported(pair.target().get().table(), "target");
        TableChecks.replaceable(pair.target().get().table(), target.identity().role());
        List<String> differences = pair.differences();
        if (!differences.isEmpty()) {
            throw new SyncException(
                    Reason.SchemaDrift, "table %s: %s".formatted(pair.name(), String.join("; also, ", differences)));
        }
    }

    private void checkPrivileges(List<TablePair> pairs) {
        String role = target.identity().role();
        if (!target.identity().mayCreate()) {
            throw TableChecks.missingPrivilege(
                    role,
                    "make schemas in the target",
                    "GRANT CREATE ON DATABASE " + Sql.readable(target.identity().database()));
        }
        for (String schema :
                pairs.stream().map(p -> p.name().schema()).distinct().toList()) {
            if (!target.mayCreateIn(schema)) {
                throw TableChecks.missingPrivilege(
                        role,
                        "put tables into schema %s of the target".formatted(schema),
                        "GRANT CREATE ON SCHEMA " + Sql.readable(schema));
            }
        }
        List<Long> oids = pairs.stream()
                .flatMap(p -> p.target().stream())
                .map(TableShape::oid)
                .toList();
        for (ForeignKey key : target.read(c -> c.foreignKeys(oids))) {
            if (!key.mayAlter()) {
                throw new SyncException(
                        Reason.PrivilegeMissing,
                        "foreign key %s has to follow a replaced table, but role %s is not the owner of %s on the target (SQLSTATE 42501); make it a member of the owner"
                                .formatted(key.name(), role, key.table()));
            }
        }
    }

    private void checkBlockers(List<TablePair> pairs) {
        Map<Long, TableName> replaced = pairs.stream()
                .flatMap(p -> p.target().stream())
                .collect(Collectors.toMap(TableShape::oid, TableShape::name));
        List<String> blockers = new ArrayList<>();
        target.read(c -> c.blockers(replaced.keySet()))
                .forEach((oid, what) -> blockers.add(replaced.get(oid) + ": " + String.join(", ", what)));
        if (!blockers.isEmpty()) {
            throw new SyncException(
                    Reason.DependentBlocks,
                    "tables of the target cannot be swapped because of what depends on them (%s); drop those, or exclude the tables"
                            .formatted(String.join("; ", blockers)));
        }
    }

    private SyncPlan plan(List<TablePair> pairs, List<TableName> excluded) {
        return new SyncPlan(
                describe(request.source().toString(), source.identity()),
                describe(request.target().toString(), target.identity()),
                pairs.stream()
                        .map(p -> new PlannedTable(
                                p.name(),
                                p.source().table().estimatedRows(),
                                p.source().table().bytes(),
                                p.shape().indexes().size(),
                                p.binary(),
                                p.target().isEmpty()))
                        .toList(),
                excluded,
                warnings(pairs));
    }

    private static String describe(String endpoint, ServerIdentity identity) {
        return "%s (PostgreSQL %s)".formatted(endpoint, identity.version());
    }

    private static List<String> warnings(List<TablePair> pairs) {
        return pairs.stream()
                .flatMap(p -> p.source().sequences().stream()
                        .filter(s -> !s.maySelect())
                        .map(s ->
                                ("our role may not read sequence %s.%s of the source, so it is set behind the largest %s;"
                                                + " run: GRANT SELECT ON SEQUENCE %s.%s")
                                        .formatted(s.schema(), s.name(), s.column(), s.schema(), s.name())))
                .toList();
    }
}
