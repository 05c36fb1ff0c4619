package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.web.Browser;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page of a laptop in Chromium, over two embedded servers.
class DashboardTest {
    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.withoutComplaints();

    private final TwoTables databases = new TwoTables();
    private @Nullable Laptop laptop;

    @BeforeEach
    void serve() {
        databases.create();
        databases.source().execute("analyze");
        databases.target().execute("analyze");
        laptop = new Laptop(databases.source(), databases.target(), TableSelection.ALL);
    }

    @AfterEach
    void stop() {
        laptop().close();
        databases.close();
    }

    @Test
    void oneClickReplacesTheTablesAfterItHasSaidWhichOnes() {
        Page page = open();
        assertThat(page.locator(".end.replaced").first()).containsText("local · REPLACED");
        openSync(page);

        button(page, "Sync now").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("2 rows go");
        assertThat(dialog).containsText("2 rows come");
        assertThat(button(page, "Keep")).isFocused();
        Locator replace = dialog.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Replace 2 tables in ")));
        assertThat(replace).isDisabled();
        dialog.getByRole(AriaRole.TEXTBOX).fill(databases.target().name());
        replace.click();

        assertThat(page.locator("#run")).containsText("Sync ");
        assertSucceeds(page);
        assertThat(databases.target().column("select who from a")).containsExactly("source");
        assertThat(page).hasTitle(Pattern.compile("^(Ready|Succeeded|Idle) · databases$"));
    }

    @Test
    void aRollbackBringsTheOldRowsBack() {
        databases.sync("before");
        Page page = openSync(open());
        page.getByLabel("More actions").click();
        button(page, "Roll back…").click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Roll back"))
                .click();
        assertThat(page.locator("#run")).containsText("Rollback");
        assertSucceeds(page);
        assertThat(databases.target().column("select who from a")).containsExactly("target");
    }

    @Test
    void escapeKeepsTheTables() {
        Page page = openSync(open());
        button(page, "Sync now").click();
        assertThat(button(page, "Keep")).isFocused();
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("rows come");
        Locator behind = page.locator("button", new Page.LocatorOptions().setHasText(Pattern.compile("^Sync now$")));
        assertThat(behind).isEnabled(); // once the dialogue's plan has ended; what is disabled takes no focus
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(button(page, "Sync now")).isFocused();
        assertThat(databases.target().column("select who from a")).containsExactly("target");
    }

    @Test
    void aPlanShowsWhatBlocksAndTheStatementThatMendsIt() {
        databases.target().execute("alter table a add column note text not null default ''");
        Page page = openSync(open());
        button(page, "Plan").click();
        assertThat(page.locator(".note.fail").first()).containsText("note");
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^Copy SQL")))
                .first()
                .click();
        assertThat((String) page.evaluate("navigator.clipboard.readText()"))
                .containsIgnoringCase("alter table")
                .endsWith(";");
    }

    @Test
    void namesFromADatabaseAreText() {
        String name = "<img src=x onerror=alert(1)></script>\u202e\u001b[31m";
        for (String sql : List.of("create table \"%s\" (id int primary key)", "insert into \"%s\" values (1)")) {
            databases.source().execute(sql.formatted(name));
        }
        Page page = openSync(open());
        button(page, "Plan").click();
        assertThat(page.locator("main")).containsText("<img src=x onerror=alert(1)></script>␛␛[31m");
        assertThat(page.locator("main img")).hasCount(0);
    }

    @Test
    void theAddressLetsOneBrowserIn() {
        AtomicReference<String> address = new AtomicReference<>();
        Page first = BROWSER.page();
        Loads.enter(first, () -> address.updateAndGet(_ -> laptop().address()));
        assertThat(first.locator("a.name")).isVisible();
        assertThat(first.url()).doesNotContain("code");
        assertThat(first.evaluate("localStorage.length + document.cookie.length"))
                .isEqualTo(0);

        Page second = BROWSER.page();
        Loads.open(second, address.get());
        assertThat(second.locator("main")).containsText("works once");
        assertThat(BROWSER.complaints()).allMatch(complaint -> complaint.contains("401"));
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "768, LIGHT", "320, LIGHT", "320, DARK"})
    void everybodyCanReadThePages(int width, ColorScheme scheme) {
        databases.sync("before");
        Page page = BROWSER.page(width, scheme);
        Loads.enter(page, laptop()::address);
        assertThat(page.locator("a.name")).isVisible();
        Browser.assertAccessible(page);
        openSync(page);
        button(page, "Plan").click();
        assertThat(page.locator("table").first()).isVisible();
        Browser.assertAccessible(page);
        button(page, "Sync now").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("rows come");
        Browser.assertAccessible(page);
    }

    private Page open() {
        Page page = BROWSER.page();
        Loads.enter(page, laptop()::address);
        return page;
    }

    private static Page openSync(Page page) {
        page.locator("a.name").click();
        assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1)))
                .hasText("databases");
        return page;
    }

    private static void assertSucceeds(Page page) {
        assertThat(page.locator("section:has(#run) .state").first()).containsText("Succeeded");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private Laptop laptop() {
        return Objects.requireNonNull(laptop);
    }
}
