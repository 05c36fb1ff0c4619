package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Sha256;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads the code of one database: expressions, the functions that they call, and event triggers.
public final class CatalogCode {
    private final Transaction transaction;
    private final CatalogQueries queries;

    CatalogCode(Transaction transaction, CatalogQueries queries) {
        this.transaction = transaction;
        this.queries = queries;
    }

    /// The relations that functions read which the server calls for rows of some tables.
    public List<CodeRead> readBy(Collection<Long> oids) {
        SqlArray tables = SqlArray.oids(oids);
        return queries.query(
                "list_reads_of_code",
                row -> new CodeRead(
                        row.getLong("table_oid"),
                        CodeRead.Part.of(CatalogRows.text(row, "kind")),
                        CatalogRows.text(row, "name"),
                        CatalogRows.text(row, "function"),
                        new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "relation")),
                        row.getBoolean("certain")),
                tables,
                tables,
                tables);
    }

    /// The expressions in the definitions of some tables.
    public List<Expression> expressions(Collection<Long> oids) {
        return queries.query(
                "list_expressions",
                row -> new Expression(
                        new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "table_name")),
                        CatalogRows.text(row, "kind"),
                        CatalogRows.text(row, "name"),
                        CatalogRows.text(row, "expression")),
                SqlArray.oids(oids));
    }

    /// What the server finds wrong with the names in some queries, in their order. It prepares each of them, and
    /// executes none.
    public List<Unresolved> unresolved(List<String> selects) {
        String list = selects.stream().map(Sql::literal).collect(Collectors.joining(",\n"));
        transaction.tell("""
                do $probe$
                declare
                  query text;
                  found jsonb := '[]';
                begin
                  foreach query in array array[%s]::text[] loop
                    begin
                      execute 'prepare databasesync_probe as ' || query;
                      deallocate databasesync_probe;
                      found := found || jsonb_build_array(jsonb_build_array('', ''));
                    exception when others then
                      found := found || jsonb_build_array(jsonb_build_array(sqlstate, sqlerrm));
                    end;
                  end loop;
                  perform set_config('databasesync.probe', found::text, true);
                end
                $probe$""".formatted(list), Reason.ConnectionLost, "looking names up");
        return transaction.query(
                "select e.found ->> 0, e.found ->> 1"
                        + " from jsonb_array_elements(current_setting('databasesync.probe')::jsonb)"
                        + " with ordinality e(found, position) order by e.position -- " + Sha256.hex(list),
                row -> new Unresolved(row.getString(1), row.getString(2)),
                Reason.ConnectionLost,
                "looking names up");
    }

    /// The methods that compress values of this server.
    public List<String> compressionMethods() {
        return transaction.query(
                "select unnest(enumvals) from pg_catalog.pg_settings where name = 'default_toast_compression'",
                row -> row.getString(1),
                Reason.ConnectionLost,
                "reading the compression methods");
    }

    /// Row-level security, policies, triggers and rules of some tables.
    public Map<Long, List<String>> surroundings(Collection<Long> oids) {
        SqlArray tables = SqlArray.oids(oids);
        return queries.byTable(
                        "list_surroundings", row -> CatalogRows.text(row, "part"), tables, tables, tables, tables)
                .get();
    }

    /// The event triggers that may fire for our statements.
    public List<EventTrigger> eventTriggers() {
        return askEventTriggers().get();
    }

    /// The same, with the next message.
    public Answer<List<EventTrigger>> askEventTriggers() {
        return queries.ask(
                "list_event_triggers",
                row -> new EventTrigger(
                        CatalogRows.text(row, "name"),
                        CatalogRows.text(row, "schema"),
                        CatalogRows.text(row, "function")));
    }
}
