package io.databasesync.testing.engine;

import io.databasesync.testing.engine.Choices.Ends;
import java.util.List;
import java.util.stream.Stream;

/// Tables in unusual states: what is not valid, not validated, disabled, unlogged or marked. A target may
/// have states of its own.
final class GeneratedStates {
    /// `%1$s` is the table.
    private static final List<String> STATES = List.of(
            "alter table %1$s add constraint unchecked check (n > 5) not valid",
            "alter table %1$s add constraint unchecked_key foreign key (ref) references %1$s not valid",
            "alter table %1$s add constraint own_key foreign key (up) references %1$s deferrable",
            "alter table %1$s set unlogged",
            "alter table %1$s replica identity full",
            "alter table %1$s replica identity nothing",
            "create unique index %1$s_id on %1$s (id) include (v); alter table %1$s replica identity using index %1$s_id",
            "create index %1$s_n on %1$s (n); alter table %1$s cluster on %1$s_n",
            "create index %1$s_v on %1$s (upper(v)); alter index %1$s_v alter column 1 set statistics 77",
            "alter table %1$s alter v set storage external, alter v set compression pglz, alter n set statistics 5",
            "alter table %1$s alter v set (n_distinct = -0.5)",
            "alter table %1$s set (fillfactor = 80, autovacuum_enabled = off, toast.autovacuum_enabled = off)",
            "alter table %1$s add column gone int; alter table %1$s drop column gone",
            "alter table %1$s add constraint %1$s_once unique (id, n) deferrable initially deferred",
            "alter table %1$s add constraint %1$s_apart exclude using hash (v with =) where (n < 0)",
            "create statistics %1$s_s (dependencies) on n, v from %1$s",
            "comment on constraint %1$s_pkey on %1$s is 'the key'");

    /// Since PostgreSQL 18.
    private static final int NEWEST = 18;

    private static final List<String> NEWEST_STATES = List.of(
            "alter table %1$s add constraint %1$s_wish check (n > 5) not enforced",
            "alter table %1$s add constraint %1$s_loose foreign key (ref) references %1$s not enforced",
            "update %1$s set ref = null where id = 7; alter table %1$s add constraint %1$s_given not null ref not valid;"
                    + " comment on constraint %1$s_given on %1$s is 'for new rows'",
            "alter table %1$s add constraint %1$s_named not null up no inherit",
            "alter table %1$s add column more int generated always as (n * 2) virtual",
            // Rows that violate a constraint, which is not valid by now, cannot be updated.
            "alter table %1$s add column span int4range;"
                    + " update %1$s set span = int4range(id, id + 1) where ref > 0 and n > 5;"
                    + " alter table %1$s add constraint %1$s_apart_too unique (id, span without overlaps)");

    /// Of a target only.
    private static final List<String> OWN = List.of(
            "alter table %1$s disable trigger all",
            "create trigger own before insert or update on %1$s for each row execute function for_states()",
            "create trigger off before update on %1$s for each row execute function for_states();"
                    + " alter table %1$s disable trigger off",
            "create trigger always before insert on %1$s for each row execute function for_states();"
                    + " alter table %1$s enable always trigger always",
            "create constraint trigger later after insert on %1$s deferrable initially deferred for each row"
                    + " when (new.n > 3) execute function for_states()",
            "create rule also as on delete to %1$s do also select 1; alter table %1$s disable rule also",
            "create policy everyone on %1$s using (true); alter table %1$s enable row level security",
            "alter table %1$s force row level security",
            "grant select (id), update on %1$s to pg_monitor",
            "create unique index %1$s_failed on %1$s (n); update pg_index set indisvalid = false"
                    + " where indexrelid = '%1$s_failed'::regclass",
            "alter table %1$s owner to pg_monitor",
            "alter table %1$s alter n set default 4, alter v set not null",
            "create index %1$s_more on %1$s using brin (n)",
            "alter table %1$s add constraint less check (n < 1000000)");

    private final Choices choices;
    private final List<String> states;
    private final GeneratedPart part = new GeneratedPart();

    /// @param major the older one of the major versions of both servers
    GeneratedStates(Choices choices, int major) {
        this.choices = choices;
        this.states = major < NEWEST
                ? STATES
                : Stream.concat(STATES.stream(), NEWEST_STATES.stream()).toList();
        if (major >= NEWEST) {
            part.both("create extension if not exists btree_gist");
        }
        part.target(
                "create function for_states() returns trigger language plpgsql as 'begin return new; end'",
                "grant create on schema public to pg_monitor");
        for (int i = choices.between(1, 3); i > 0; i--) {
            table("state_" + i);
        }
    }

    GeneratedPart part() {
        return part;
    }

    private void table(String table) {
        Ends ends = choices.ends();
        String create = "create table %s (id int primary key, n int, v text, ref int, up int)".formatted(table);
        // Rows come first: some break a constraint that is not validated.
        part.source(create, rows(table, choices.between(0, 40)));
        if (ends == Ends.BOTH) {
            part.target(create, rows(table, choices.between(0, 9)));
        }
        for (String state : choices.some(states, 4)) {
            if (!state.contains("replica identity")
                    || !part.source().toString().contains(table + " replica identity")) {
                part.on(ends, state.formatted(table));
            }
        }
        if (ends == Ends.BOTH) {
            choices.some(OWN, 3).forEach(state -> part.target(state.formatted(table)));
        }
        part.replaces(ends, table);
    }

    private static String rows(String table, int count) {
        return "insert into %s select i, i, 'v' || i, 1000 + i, 1 from generate_series(1, %d) i"
                .formatted(table, count);
    }
}
