package io.databasesync.sync;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePatternsTest {
    private static final List<TableName> TABLES = List.of(
            table("orders"),
            table("order_lines"),
            table("customers"),
            table("Customers"),
            table("Weird.Name"),
            table("with\"quote"),
            table("star*"),
            table("snowman\uD83D\uDE42"),
            new TableName("audit", "orders"));

    @Test
    void selectsEverythingByDefault() {
        var selection = TablePatterns.resolve(TableSelection.ALL, TABLES);

        assertThat(selection.included())
                .containsExactlyInAnyOrderElementsOf(TABLES)
                .isSorted();
        assertThat(selection.excluded()).isEmpty();
    }

    @Test
    void matchesAnyTextWithAStarAndOneCharacterWithAQuestionMark() {
        assertThat(included("public.order*")).containsExactly(table("order_lines"), table("orders"));
        assertThat(included("public.order?")).containsExactly(table("orders"));
        assertThat(included("*.orders")).containsExactly(new TableName("audit", "orders"), table("orders"));
        assertThat(included("public.*r*n*")).containsExactly(table("order_lines"));
        assertThat(included("public.snowman?")).containsExactly(table("snowman\uD83D\uDE42"));
    }

    @Test
    void mindsCase() {
        assertThat(included("public.Cust*")).containsExactly(table("Customers"));
    }

    @Test
    void takesAQuotedPartLiterally() {
        assertThat(included("public.\"Weird.Name\"")).containsExactly(table("Weird.Name"));
        assertThat(included("\"public\".\"with\"\"quote\"")).containsExactly(table("with\"quote"));
        assertThat(included("public.\"star*\"")).containsExactly(table("star*"));
        assertThat(included("public.Weird?Name")).containsExactly(table("Weird.Name"));
    }

    @Test
    void takesExcludedTablesOutAndSaysWhich() {
        var selection = TablePatterns.resolve(
                selection(List.of("public.order*", "public.orders"), List.of("*.orders")), TABLES);

        assertThat(selection.included()).containsExactly(table("order_lines"));
        assertThat(selection.excluded()).containsExactly(table("orders"));
    }

    @Test
    void refusesAnIncludeThatMatchesNothingAndSuggestsTheNearest() {
        var failure = failure(List.of("public.order*", "public.custommers"), List.of());

        assertThat(failure.reason()).isEqualTo(Reason.UnmatchedPattern);
        assertThatSync(failure)
                .about("tables.include")
                .naming("public.custommers")
                .advising("public.customers,");
    }

    @Test
    void refusesAnExcludeThatMatchesNothing() {
        var failure = failure(List.of("*.*"), List.of("publik.*"));

        assertThat(failure.reason()).isEqualTo(Reason.UnmatchedPattern);
        assertThatSync(failure).about("tables.exclude").naming("publik.*").advising("public.");
    }

    @Test
    void suggestsNamesThatCanBePastedAsAPattern() {
        assertThatSync(failure(List.of("public.WeirdName"), List.of())).advising("public.\"Weird.Name\",");
    }

    @Test
    void advisesToRepeatTheOptionForNamesWithAComma() {
        assertThatSync(failure(List.of("public.orders,users"), List.of())).advising("--include=A --include=B");
    }

    @Test
    void saysThatAViewIsAView() {
        assertThatSync(() -> TablePatterns.resolve(
                        selection(List.of("public.totals"), List.of()),
                        TABLES,
                        List.of(),
                        () -> List.of(table("totals"))))
                .refuses(Reason.UnmatchedPattern)
                .naming("public.totals is a view")
                .advising("the tables that it reads");
    }

    @Test
    void refusesToSelectNothing() {
        var failure = failure(List.of("public.order*"), List.of("*.order*"));

        assertThat(failure.reason()).isEqualTo(Reason.UnmatchedPattern);
        assertThatSync(failure).about("tables.exclude").naming("all 2");
    }

    @Test
    void refusesASourceWithoutTables() {
        var failure =
                catchThrowableOfType(SyncException.class, () -> TablePatterns.resolve(TableSelection.ALL, List.of()));

        assertThat(failure.reason()).isEqualTo(Reason.UnmatchedPattern);
        assertThatSync(failure).about("tables.include").naming("*.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "orders | write public.orders",
                "* | write public.*",
                "app | app.* for all tables of schema app",
                "public | write public.* for all tables of schema public",
                "public.a,public.b | --include=A --include=B",
                "a,b | --include=A --include=B",
                "app.public.orders | more than one dot",
                "public. | is not a pattern",
                ".orders | is not a pattern",
                "'' | is not a pattern",
                "public.\"orders | is not a pattern",
                "public.\"\" | is not a pattern",
                "public.or\"ders\" | is not a pattern",
                "public.\"or\"ders | after a closing quote"
            })
    void refusesAPatternItCannotReadAndSaysHowToWriteIt(String pattern, String expected) {
        var failure = failure(List.of(pattern), List.of());

        assertThat(failure.reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(failure.getMessage()).contains("tables.include", expected);
    }

    /// Backtracking would go on for years.
    @Test
    void needsNoTimeForManyStars() {
        TableName match = table("a".repeat(63));
        TableName almost = table("a".repeat(62) + "b");

        var selection = selection(List.of("*.*" + "a*".repeat(30) + "a"), List.of());

        assertThat(TablePatterns.resolve(selection, List.of(match, almost)).included())
                .containsExactly(match);
    }

    private static List<TableName> included(String pattern) {
        return TablePatterns.resolve(selection(List.of(pattern), List.of()), TABLES)
                .included();
    }

    private static SyncException failure(List<String> include, List<String> exclude) {
        return catchThrowableOfType(
                SyncException.class, () -> TablePatterns.resolve(selection(include, exclude), TABLES));
    }

    private static TableSelection selection(List<String> include, List<String> exclude) {
        return TableSelection.ALL.withInclude(include).withExclude(exclude);
    }

    private static TableName table(String name) {
        return new TableName("public", name);
    }
}
