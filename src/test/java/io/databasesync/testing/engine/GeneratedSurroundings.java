package io.databasesync.testing.engine;

import java.util.ArrayList;
import java.util.List;

/// What a target has around the tables that a sync replaces: views and materialized views on top of one another,
/// functions, publications, keys from outside, and event triggers.
final class GeneratedSurroundings {
    private static final List<String> EVENT_TRIGGERS = List.of(
            "alter table %s enable row level security",
            "alter table %s owner to pg_monitor",
            "alter table %s replica identity full",
            "alter table %s set (fillfactor = 50)",
            // A row trigger would exist already where a partition has its table's.
            "create trigger audit before update on %s for each statement execute function"
                    + " suppress_redundant_updates_trigger()",
            "create policy everyone on %s using (true)");

    private final Choices choices;
    private final List<String> tables;
    private final List<String> shown;
    private final GeneratedPart part = new GeneratedPart();
    private int number;

    /// @param tables the tables of the target
    GeneratedSurroundings(Choices choices, List<String> tables) {
        this.choices = choices;
        this.tables = tables;
        shown = new ArrayList<>(tables);
        if (tables.isEmpty()) {
            return;
        }
        for (int i = choices.between(0, 5); i > 0; i--) {
            view();
        }
        for (int i = choices.between(0, 3); i > 0; i--) {
            beside();
        }
        if (choices.oneIn(4)) {
            eventTrigger();
        }
    }

    GeneratedPart part() {
        return part;
    }

    private void view() {
        number++;
        String name = "view_" + number;
        String query = "select id::text as id, %d as n from %s".formatted(number, choices.of(shown));
        if (choices.oneIn(3)) {
            query += " union all select t.id::text, 0 from %s t".formatted(choices.of(shown));
        }
        if (choices.oneIn(2)) {
            part.target("create view %s as %s".formatted(name, query));
        } else {
            materialized(name, query);
            return;
        }
        shown.add(name);
    }

    private void materialized(String name, String query) {
        // A view over one that is not populated cannot be read, so most are.
        boolean last = choices.oneIn(5);
        part.target("create materialized view %s as %s%s".formatted(name, query, last ? " with no data" : ""));
        if (choices.oneIn(2)) {
            part.target("create index on %s (id)".formatted(name));
        }
        if (choices.oneIn(3)) {
            part.target("comment on materialized view %s is 'shows rows'".formatted(name));
        }
        if (last) {
            part.target("create view over_%1$s as select id from %1$s".formatted(name));
        } else {
            shown.add(name);
        }
    }

    private void beside() {
        number++;
        String table = choices.of(tables);
        part.target(
                switch (choices.between(1, 10)) {
                    case 1 ->
                        "create function of_row_%d(%s) returns text language sql as 'select $1.id::text'"
                                .formatted(number, table);
                    case 2 ->
                        "create function reads_%d() returns bigint begin atomic select count(*) from %s; end"
                                .formatted(number, table);
                    case 3 -> // unlogged tables cannot be published
                        "do $$begin create publication only_%d for table %s;".formatted(number, table)
                                + " exception when invalid_parameter_value then null; end$$";
                    case 4 -> "create publication all_%d for all tables".formatted(number);
                    case 5 -> "create publication those_%d for tables in schema public".formatted(number);
                    case 6 -> "create table outside_%d (v %s)".formatted(number, table);
                    case 7 -> "alter table %s owner to pg_monitor".formatted(table);
                    case 8 ->
                        "create table beside_%1$d (id int); create policy beside on beside_%1$d using".formatted(number)
                                + " (exists (select from %s))".formatted(table);
                    case 9 -> "create table typed_%1$d (t regclass default '%2$s'::regclass)".formatted(number, table);
                    default ->
                        "create view counts_%1$d as select count(*) as id from %2$s; create rule put as on insert to"
                                        .formatted(number, table)
                                + " counts_%1$d do instead delete from %2$s".formatted(number, table);
                });
    }

    private void eventTrigger() {
        StringBuilder body = new StringBuilder();
        for (String statement : choices.some(EVENT_TRIGGERS, 3)) {
            // a partitioned table has no such option
            String rows = statement.contains("fillfactor")
                    ? "if (select relkind from pg_catalog.pg_class where oid = r.objid) = 'r' then %s end if; "
                    : "%s ";
            body.append(rows.formatted("execute pg_catalog.format('%s', r.object_identity);".formatted(statement)));
        }
        part.target(
                """
                create function on_new_tables() returns event_trigger language plpgsql as $$declare r record;
                  begin for r in select * from pg_catalog.pg_event_trigger_ddl_commands()
                    where object_type = 'table' and schema_name <> 'databasesync' loop
                    %s end loop; end$$\
                """.formatted(body),
                "create event trigger on_new_tables on ddl_command_end when tag in ('CREATE TABLE')"
                        + " execute function on_new_tables()");
    }
}
