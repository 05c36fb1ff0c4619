package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.List;

/// The schema of leases and history, as a connection finds it.
///
/// @param there whether the target has it
/// @param current whether it has the version that this process needs, and our role may see that
/// @param published whether the run of the connection has published its result
record OwnSchema(boolean there, boolean current, boolean published) {
    /// The schema once it is made.
    static final OwnSchema MADE = new OwnSchema(true, true, false);

    // The tables may be missing, or our role may have no right on them: so the server reads them by a text.
    private static final String FIND = """
            select count(*) filter (where c.relname in ('run', 'staged_object')) = 2 as there,
                   coalesce(bool_or(case when c.relname = 'flyway_schema_history' and r.readable then pg_catalog.query_to_xml(
                     'select bool_and(success) and bool_or(version = ''%s'') as yes from databasesync.flyway_schema_history',
                     false, true, '')::text like '%%>true<%%' end), false) as current,
                   coalesce(bool_or(case when c.relname = 'run' and r.readable then pg_catalog.query_to_xml(pg_catalog.format(
                     'select true as yes from databasesync.run where run_id = %%L and status = ''succeeded''', ?::text),
                     false, true, '')::text like '%%>true<%%' end), false) as published
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            cross join lateral (select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')) r(readable)
            where n.nspname = 'databasesync' and c.relname in ('run', 'staged_object', 'flyway_schema_history')""".formatted(Migrations.NEWEST);

    static Answer<OwnSchema> ask(Transaction t, String runId) {
        return t.ask(
                        FIND,
                        row -> new OwnSchema(
                                row.getBoolean("there"), row.getBoolean("current"), row.getBoolean("published")),
                        Reason.ConnectionLost,
                        "looking for schema " + Migrations.SCHEMA,
                        runId)
                .map(List::getFirst);
    }
}
