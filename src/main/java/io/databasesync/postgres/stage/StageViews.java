package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.Repointing;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.ViewDdl;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The views of a stage: the materialized views over its tables, and the plain views through which these read them.
/// They are made from the definitions on the target, with the names of the new relations, and filled by the server as
/// `REFRESH MATERIALIZED VIEW` does it: with the rights of the view's owner.
///
/// @see <a href="https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html">REFRESH</a>
public final class StageViews {
    private static final String FIX =
            "correct the view, then sync again; or set tables.materializedViews: Leave, so that it keeps its rows";

    private final Stage stage;
    private final TargetDatabase target;
    private final Lease lease;
    private final MovingViews planned;
    private MovingViews made = MovingViews.NONE;

    StageViews(Stage stage, TargetDatabase target, Lease lease, MovingViews planned) {
        this.stage = stage;
        this.target = target;
        this.lease = lease;
        this.planned = planned;
    }

    /// Reads the views that `build` makes.
    ///
    /// @throws SyncException `PublishFailed` if the target's views have changed
    public void find() {
        made = target.read(this::read);
        if (!made.oids().equals(planned.oids())) {
            throw changed();
        }
    }

    /// Makes and fills all of them, in their order. The tables have all rows, indexes and statistics by then.
    ///
    /// @param begins is told each view before it is made
    /// @throws SyncException `StageFailed` if a view cannot be made
    public void build(Consumer<TableName> begins) {
        if (made.moving().isEmpty()) {
            return;
        }
        stage.closeIdle(); // the server has room for this one then
        try (Session session = target.sessions().open(target.endpoint())) {
            for (DependentView view : made.moving()) {
                begins.accept(view.name());
                write(session, view);
            }
        }
    }

    private void write(Session session, DependentView view) {
        try {
            session.write(TransactionMode.STAGE_WRITE, t -> build(t, view));
        } catch (SyncException e) {
            throw lease.named(e);
        }
    }

    /// The views that the stage has.
    public List<DependentView> made() {
        return made.moving();
    }

    /// Checks, under the locks of publishing, that the views of the target are those that the stage was made from.
    ///
    /// @throws SyncException `PublishFailed`
    public void checkUnchanged(Catalog catalog) {
        if (planned.wanted() && !made.same(now(catalog))) {
            throw changed();
        }
    }

    /// The views that `checkUnchanged` compares.
    public MovingViews now(Catalog catalog) {
        return planned.wanted() ? read(catalog) : made;
    }

    private static SyncException changed() {
        return SyncException.of(
                Reason.PublishFailed,
                "the materialized views over the selected tables",
                "a materialized view over the selected tables, or a view that it reads, was created, altered or dropped on the target during the run",
                Fix.advice("sync again"));
    }

    private MovingViews read(Catalog catalog) {
        List<Long> tables = stage.tables().stream()
                .flatMap(t -> t.pair().target().stream())
                .flatMap(t -> t.oids().stream())
                .toList();
        return planned.among(catalog.objects().viewsOver(tables, stage.schemas().stage()));
    }

    private void build(Transaction t, DependentView view) {
        Statements making = t.during("making %s %s again".formatted(view.kind(), view.spelled()), Reason.StageFailed);
        ViewDdl ddl = new ViewDdl(
                view,
                repointing(),
                stage.schemas()
                        .stage()
                        .getOrDefault(view.name().schema(), view.name().schema()));
        try {
            making.tell(ddl.create());
            Answer<Map<Long, Long>> moving = moving(making);
            long oid = making.queryLong("select ?::regclass::oid::bigint", view.made());
            new Catalog(t)
                    .statements("initial_grants", SqlArray.oids(List.of(oid)))
                    .forEach(making::tell);
            ddl.owner(target.identity().role()).forEach(making::tell);
            ddl.properties().forEach(making::tell);
            prove(t, moving.get(), view, oid);
            if (view.materialized() && view.populated()) {
                fill(making, moving.get(), view);
            }
            t.flush();
        } catch (SyncException e) {
            throw advised(e);
        }
        lease.tellProof(t);
    }

    private static SyncException advised(SyncException e) {
        return e.reason() == Reason.StageFailed || e.reason() == Reason.PrivilegeMissing ? e.orElse(FIX) : e;
    }

    // The server builds the indexes too, and runs all code as the view's owner. Settings of the owner must not apply
    // to statements of ours: they could give functions other meanings.
    private void fill(Statements making, Map<Long, Long> moving, DependentView view) {
        Answer<List<Grant>> readers = making.ask(
                SqlResource.load("reader_grants"),
                row -> new Grant(row.getString(1), row.getString(2)),
                SqlArray.oids(moving.keySet()),
                SqlArray.oids(moving.values()),
                SqlArray.oids(planned.oids()));
        Optional<String> dateStyle = making
                .query(
                        SqlResource.load("owner_settings"),
                        row -> Optional.ofNullable(row.getString("datestyle")),
                        view.owner())
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
        List<Grant> grants = readers.get();
        grants.forEach(g -> making.tell(g.statement()));
        String refresh = "refresh materialized view %1$s; analyze %1$s".formatted(view.made());
        making.tell(dateStyle.map(style -> in(style, refresh)).orElse(refresh));
        making.tell("set local search_path = ''");
        grants.forEach(g -> making.tell(g.undo()));
    }

    // Since PostgreSQL 14 the server reports a setting only if it has another value when the statement is over. So the
    // driver, which needs ISO, does not see the owner's.
    private static String in(String dateStyle, String statements) {
        return "do "
                + Sql.literal("begin set local datestyle = %s; %s; set local datestyle = 'ISO, YMD'; end"
                        .formatted(Sql.literal(dateStyle), statements));
    }

    private record Grant(String statement, String undo) {}

    // A definition that names a relation in a way we do not see would read the old one.
    private void prove(Transaction t, Map<Long, Long> moving, DependentView view, long oid) {
        List<String> differences = new Catalog(t).objects().viewDifferences(moving, view.oid(), oid);
        if (!differences.isEmpty()) {
            throw SyncException.of(
                    Reason.StageFailed,
                    view.kind() + " " + view.spelled(),
                    "%s %s cannot be made again over the new tables, because its definition would use other objects (%s)"
                            .formatted(view.kind(), view.spelled(), String.join(", ", differences)),
                    Fix.NONE);
        }
    }

    // OIDs of the new relations by those of the old ones. Views that are not made yet are left out.
    private Answer<Map<Long, Long>> moving(Statements making) {
        Map<Long, String> names = new LinkedHashMap<>();
        stage.tables()
                .forEach(table -> table.pair()
                        .target()
                        .ifPresent(old -> names.put(old.oid(), table.ddl().stage())));
        made.moving().forEach(v -> names.put(v.oid(), v.made()));
        return making.ask(
                        "select n.old, to_regclass(n.name)::oid::bigint from unnest(?::bigint[], ?::text[]) n (old, name)"
                                + " where to_regclass(n.name) is not null",
                        row -> Map.entry(row.getLong(1), row.getLong(2)),
                        SqlArray.oids(names.keySet()),
                        SqlArray.texts(List.copyOf(names.values())))
                .map(found -> found.stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new)));
    }

    private Repointing repointing() {
        Map<TableName, TableName> names = new TreeMap<>();
        Stream.concat(
                        stage.tables().stream()
                                .filter(t -> t.pair().target().isPresent())
                                .map(RunTable::name),
                        made.moving().stream().map(DependentView::name))
                .forEach(name -> names.put(name, staged(name)));
        return new Repointing(names);
    }

    private TableName staged(TableName name) {
        return stage.schemas().staged(name);
    }
}
