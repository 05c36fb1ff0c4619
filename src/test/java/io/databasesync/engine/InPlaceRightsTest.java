package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A role that does not own the tables of the target: what it needs, and what is done in another way for it.
class InPlaceRightsTest {
    private static final String[] TABLES = {
        "create table p (id int primary key, v text)", "create table c (id serial primary key, p int references p)"
    };
    private static final String[] GRANTS = {
        "grant create on database %d to %r",
        "grant select, insert, truncate on p to %r",
        "grant select, insert, truncate on c to %r",
        "grant select, update on sequence c_id_seq to %r"
    };

    @Test
    void replacesTheRowsOfTablesThatItDoesNotOwn() {
        granted(GRANTS)
                .source("insert into p values (1, 'new'), (2, 'new')", "insert into c (p) values (2), (1)")
                .target("insert into p values (9, 'old')", "insert into c (p) values (9)", "create index p_v on p (v)")
                .afterSync(target -> assertThat(target.value("select last_value from c_id_seq"))
                        .isEqualTo("2"))
                .play();
    }

    @Test
    void goesOnWhenItIsGrantedMoreMeanwhile() {
        granted(GRANTS)
                .source("insert into p values (1, 'new')", "insert into c (p) values (1)")
                .during(
                        Phase.Preparing,
                        (databases, _) -> databases
                                .target()
                                .execute("grant references, update on p to " + roleOf(databases.target())))
                .once((_, target) -> assertThat(target.value(
                                "select has_table_privilege('%s', 'p', 'references')".formatted(roleOf(target))))
                        .isEqualTo("true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT ON public.p", "TRUNCATE ON public.c", "SELECT ON public.p"})
    void namesTheGrantThatATableLacks(String grant) {
        String[] words = grant.split(" ", 2);
        SyncException failure = granted(GRANTS)
                .target(target -> target.execute(
                        "revoke %s on %s from %s".formatted(words[0], words[1].substring(3), roleOf(target))))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.fix().statements()).singleElement().asString().startsWith("GRANT " + grant + " TO ");
    }

    @Test
    void namesTheGrantThatASequenceLacks() {
        SyncException failure = granted(GRANTS)
                .target(target -> target.execute("revoke update on sequence c_id_seq from " + roleOf(target)))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).about("sequence public.c_id_seq");
        assertThat(failure.fix().statements())
                .singleElement()
                .asString()
                .startsWith("GRANT SELECT, UPDATE ON SEQUENCE public.c_id_seq TO ");
    }

    @Test
    void namesTheGrantForTheSchemaOfTheHistory() {
        SyncException failure = granted(GRANTS)
                .target(target ->
                        target.execute("revoke create on database %s from %s".formatted(target.name(), roleOf(target))))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).about("schema databasesync");
        assertThat(failure.fix().statements()).singleElement().asString().startsWith("GRANT CREATE ON DATABASE ");
    }

    @Test
    void saysWhyItIsNotASwapThatNeedsTheGrant() {
        SyncException failure =
                granted("grant create on database %d to %r").failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).naming("keeps the table and replaces its rows", "is not the owner of table public.");
    }

    @Test
    void refusesATriggerThatItMayNotDisable() {
        SyncException failure = granted(GRANTS)
                .target(
                        "create function fire() returns trigger language plpgsql as $$begin return null; end$$",
                        "create trigger drops_rows before insert on p for each row execute function fire()")
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).about("trigger drops_rows of public.p");
        assertThat(failure.fix().statements()).singleElement().asString().startsWith("GRANT postgres TO ");
    }

    @Test
    void refusesATableThatAnotherOneRefersToWhichIsNotSelected() {
        SyncException failure = granted(GRANTS).include("public.p").failsIn(Phase.Validating, Reason.DependentBlocks);

        assertThatSync(failure)
                .about("table public.p")
                .naming("c_p_fkey of public.c")
                .advising("select public.c too");
    }

    @Test
    void refusesTablesThatReferToEachOtherInACircle() {
        SyncException failure = granted(GRANTS)
                .target("alter table p add foreign key (id) references c deferrable")
                .failsIn(Phase.Validating, Reason.DependentBlocks);

        assertThatSync(failure).about("tables public.c, public.p");
    }

    @Test
    void refusesATableWhosePoliciesApply() {
        SyncException failure = granted(GRANTS)
                .target("alter table p enable row level security")
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).about("table public.p");
        assertThat(failure.fix().statements()).singleElement().asString().endsWith(" BYPASSRLS");
    }

    @Test
    void refusesASwapOfTablesThatItDoesNotOwn() {
        SyncException failure = granted(GRANTS).mode(Mode.Swap).failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThatSync(failure).advising("mode: Auto");
    }

    private static Scenario granted(String... grants) {
        String role = TestDatabase.roleName();
        return Pair.NEWER_TO_OLDER
                .scenario()
                .both(TABLES)
                .target(target -> {
                    target.createRole(role);
                    for (String grant : grants) {
                        target.execute(grant.replace("%d", target.name()).replace("%r", role));
                    }
                    target.execute("comment on table p is '%s'".formatted(role));
                })
                .targetEndpoint(target -> as(role, target));
    }

    private static String roleOf(TestDatabase target) {
        return target.value("select obj_description('p'::regclass, 'pg_class')");
    }
}
