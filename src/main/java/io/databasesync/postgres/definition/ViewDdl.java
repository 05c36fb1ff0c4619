package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;

/// The statements that make a view of the stage: pure text. No statement runs code of the view before it belongs to
/// its owner.
///
/// @param repointing from the relations that move to their new ones
/// @param schema of the stage
public record ViewDdl(DependentView view, Repointing repointing, String schema) {

    /// Makes it empty: the server stores the query without running it.
    public String create() {
        return view.head() + repointing.of(view.query()) + (view.materialized() ? " with no data" : "");
    }

    /// Gives it to its owner, who needs `CREATE` on the schema at that moment only.
    ///
    /// @param role our role, which has made it
    public List<String> owner(String role) {
        if (view.owner().equals(role)) {
            return List.of();
        }
        String owner = Sql.identifier(view.owner());
        String grant = "%s create on schema %s %s %s";
        return List.of(
                grant.formatted("grant", Sql.identifier(schema), "to", owner),
                "alter table %s owner to %s".formatted(view.made(), owner),
                grant.formatted("revoke", Sql.identifier(schema), "from", owner));
    }

    /// Indexes, statistics, comments and options.
    public List<String> properties() {
        List<String> statements = new ArrayList<>();
        view.indexes().stream().filter(Index::valid).forEach(i -> index(i, statements));
        view.statements().stream().map(repointing::of).forEach(statements::add);
        view.statistics().forEach(s -> statistics(s, statements));
        return statements;
    }

    private void index(Index index, List<String> statements) {
        String name = Sql.identifier(index.name());
        String qualified = Sql.qualified(schema, index.name());
        statements.add("set local default_tablespace = " + Sql.literal(index.tablespace()));
        statements.add("create %sindex %s on %s %s"
                .formatted(index.unique() ? "unique " : "", name, view.made(), index.definition()));
        statements.add("set local default_tablespace = ''");
        index.statisticsTargets().forEach(target -> statements.add("alter index " + qualified + " " + target));
        if (index.comment() != null) {
            statements.add("comment on index " + qualified + " is " + Sql.literal(index.comment()));
        }
        if (index.clustered()) {
            statements.add("alter materialized view " + view.made() + " cluster on " + name);
        }
    }

    private void statistics(ExtendedStatistics s, List<String> statements) {
        String name = Sql.qualified(schema, s.name());
        statements.add("create statistics " + name + " " + s.definition() + view.made());
        if (s.target() != null) {
            statements.add("alter statistics " + name + " set statistics " + s.target());
        }
        if (s.comment() != null) {
            statements.add("comment on statistics " + name + " is " + Sql.literal(s.comment()));
        }
    }
}
