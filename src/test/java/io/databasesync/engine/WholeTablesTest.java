package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What disappears without an error while a run makes its tables: none of them is published without it.
class WholeTablesTest {
    private static final String[] TABLES = {
        "create table p (id int primary key, code text not null unique)",
        "create table t (id serial primary key, v text constraint short check (length(v) < 9),"
                + " p int constraint to_p references p, during int4range, constraint apart exclude using gist (during with &&))",
        "create index t_v on t (v)",
        "create statistics t_pairs on v, p from t"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop index %s.t_v|table public.t in the stage is not whole: index t_v is absent",
                "alter table %s.t drop constraint t_pkey|public.t in the stage is not whole: primary key t_pkey is absent",
                "alter table %s.p drop constraint p_code_key|public.p in the stage is not whole: unique constraint p_code_key is absent",
                "alter table %s.t drop constraint apart|exclusion constraint apart is absent",
                "alter table %s.t drop constraint short|constraint short is absent",
                "alter table %s.p alter code drop not null|NOT NULL of column code is absent",
                "alter table %s.t alter v type varchar(20)|column v is character varying(20) instead of text",
                "drop statistics %s.t_pairs|statistics object t_pairs is absent",
                "update pg_index set indisvalid = false where indexrelid = '%s.t_v'::regclass|index t_v is not valid"
            })
    void aPartOfTheStage(String sql, String absent) {
        var failure = Pair.WITHIN_ONE
                .scenario()
                .both(TABLES)
                .source("insert into p values (1, 'a')", "insert into t (v, p) values ('new', 1)")
                .during(
                        Phase.Verifying,
                        (databases, _) -> databases.target().execute(sql.formatted(stage(databases.target()))))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);

        assertThatSync(failure).naming(absent).advising("sync again");
    }

    @Test
    void aPartOfATableThatTheTargetLacks() {
        var failure = Pair.NEWER_TO_OLDER
                .scenario()
                .source(TABLES)
                .during(
                        Phase.Verifying,
                        (databases, _) ->
                                databases.target().execute("drop index %s.t_v".formatted(stage(databases.target()))))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);

        assertThatSync(failure).about("table public.t").naming("index t_v is absent");
    }

    @Test
    void aForeignKeyBetweenStages() {
        var failure = Pair.WITHIN_ONE
                .scenario()
                // reads one table a transaction: the trigger locks both, and would deadlock with counts of both
                .verification(Comparison.Checksum)
                .both(TABLES)
                .target(target -> dropsAfter(target, "ALTER TABLE", "dbsync_stage", "to_p"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);

        assertThatSync(failure).about("table public.t").naming("foreign key to_p is absent");
    }

    @ParameterizedTest
    @CsvSource({"CREATE INDEX,t_v,index t_v is absent", "ALTER TABLE,to_p,foreign key to_p is absent"})
    void aPartOfATableInPlace(String after, String what, String absent) {
        var failure = Pair.WITHIN_ONE
                .scenario()
                .mode(Mode.InPlace)
                .both(TABLES)
                .source("insert into p values (1, 'a')", "insert into t (v, p) values ('new', 1)")
                .target(target -> dropsAfter(target, after, "public", what))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);

        assertThatSync(failure).about("table public.t").naming(absent).advising("sync again");
    }

    @Test
    void aForeignKeyOfAnotherTableInPlace() {
        var failure = Pair.WITHIN_ONE
                .scenario()
                .mode(Mode.InPlace)
                .include("public.p")
                .both(TABLES)
                .target(target -> dropsAfter(target, "ALTER TABLE", "public", "to_p"))
                .failsIn(Phase.Verifying, Reason.VerificationFailed);

        assertThatSync(failure).about("foreign keys to the selected tables");
    }

    /// An event trigger of the target's that undoes what a statement has just made.
    private static void dropsAfter(TestDatabase target, String tag, String schema, String what) {
        target.execute(
                """
                create function undo() returns event_trigger language plpgsql as $$
                declare sql text;
                begin
                  for sql in
                    select format('drop index %%I.%%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname ~ '^%1$s' and c.relname = '%2$s' and c.relkind = 'i' and c.xmin = pg_current_xact_id()::xid
                    union all
                    select format('alter table %%s drop constraint %%I', k.conrelid::regclass, k.conname)
                    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname ~ '^%1$s' and k.conname = '%2$s' and k.xmin = pg_current_xact_id()::xid
                  loop
                    execute sql;
                  end loop;
                end $$""".formatted(schema, what),
                "create event trigger undo on ddl_command_end when tag in ('%s') execute function public.undo()"
                        .formatted(tag));
    }

    private static String stage(TestDatabase target) {
        return target.value("select quote_ident(nspname) from pg_namespace where nspname like 'dbsync\\_stage%'");
    }
}
