package io.databasesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The forms of a message. Other tests assert the reason, the object and the fix.
class SyncExceptionTest {
    private static final String TABLE = "table public.orders";

    @Test
    void theObjectComesFirstThenWhatHappenedThenTheStatement() {
        assertThat(of("the target lacks column total", Fix.run("ALTER TABLE public.orders ADD COLUMN total numeric")))
                .hasMessage("table public.orders: the target lacks column total;"
                        + " run: ALTER TABLE public.orders ADD COLUMN total numeric");
    }

    @Test
    void anObjectThatTheSentenceNamesIsNotRepeated() {
        assertThat(of("role reader may not SELECT table public.orders on the source", Fix.advice("ask for the right")))
                .hasMessage("role reader may not SELECT table public.orders on the source; ask for the right");
        assertThat(of("table public.orders_old has its name", Fix.NONE))
                .hasMessage("table public.orders: table public.orders_old has its name");
    }

    @Test
    void severalStatementsCanBePastedIntoPsql() {
        assertThat(of(
                        "the target lacks its types",
                        Fix.run("CREATE SCHEMA kinds", "CREATE TYPE kinds.mood AS ENUM ()")))
                .hasMessageEndingWith("; run:\nCREATE SCHEMA kinds;\nCREATE TYPE kinds.mood AS ENUM ();");
    }

    @Test
    void somethingElseThatMendsItFollowsTheStatements() {
        assertThat(of("a name is taken", Fix.run("ALTER INDEX i RENAME TO j").or(Fix.exclude(new TableName("s", "t")))))
                .hasMessageEndingWith(
                        "; run: ALTER INDEX i RENAME TO j; or exclude the table with tables.exclude: [\"s.t\"]");
        assertThat(of("no primary", Fix.advice("name the primary").or("wait")))
                .hasMessageEndingWith("; name the primary; or wait");
    }

    @Test
    void whatHasToBeDoneBeforeTheStatementsComesBeforeThem() {
        assertThat(of(
                        "an extension is missing",
                        Fix.run("CREATE EXTENSION vector").after("install its package")))
                .hasMessageEndingWith("; install its package, then run: CREATE EXTENSION vector");
    }

    @Test
    void aFailureThatNobodyCanMendHasNoFix() {
        assertThat(SyncException.of(Reason.Cancelled, "the run", "the run was cancelled", Fix.NONE))
                .hasMessage("the run was cancelled");
    }

    @Test
    void aBugNamesNoObject() {
        Throwable bug = new IllegalStateException("lost");

        assertThat(SyncException.of(bug))
                .hasMessage("databasesync has a bug: java.lang.IllegalStateException: lost;"
                        + " please report it with the log of this run")
                .hasCause(bug);
        assertThat(SyncException.of(bug).object()).isEmpty();
    }

    @Test
    void aCopyKeepsWhatItDoesNotChange() {
        SyncException first = of("it is locked", Fix.advice("wait")).withSqlState("55P03");

        SyncException copy = first.as(Reason.SourceLocked)
                .explained(" by a reader")
                .within("DatabaseSync shop/orders")
                .orElse("cancel it");

        assertThat(copy)
                .hasMessage(
                        "DatabaseSync shop/orders: table public.orders: it is locked by a reader; wait; or cancel it");
        assertThat(copy.object()).isEqualTo(TABLE);
        assertThat(copy.reason()).isEqualTo(Reason.SourceLocked);
        assertThat(copy.sqlState()).contains("55P03");
    }

    @Test
    void oneFixForSeveralDifferencesHasAllStatementsOnce() {
        Fix all = Fix.all(List.of(Fix.run("A", "B"), Fix.run("B", "C"), Fix.advice("exclude the table")));

        assertThat(all.statements()).containsExactly("A", "B", "C");
        assertThat(all).hasToString("run:\nA;\nB;\nC;\nor exclude the table");
    }

    @Test
    void aNameThatIsNoPlainPatternIsExcludedQuoted() {
        assertThat(Fix.exclude(new TableName("public", "a.b")).advice())
                .isEqualTo("exclude the table with tables.exclude: ['public.\"a.b\"']");
    }

    private static SyncException of(String problem, Fix fix) {
        return SyncException.of(Reason.SchemaDrift, TABLE, problem, fix);
    }
}
