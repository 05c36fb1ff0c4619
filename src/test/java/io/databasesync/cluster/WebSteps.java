package io.databasesync.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a person does on a page, each action until the page shows that it is done.
final class WebSteps {
    private static final double LONG = 120_000; // milliseconds
    private static final double GLANCE = 5_000;

    private WebSteps() {}

    static void logIn(Page page, String token) {
        Locator field = page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true));
        await().pollInSameThread().atMost(Duration.ofSeconds(60)).until(() -> {
            Loads.open(page, InstalledWeb.ORIGIN);
            return visible(field);
        });
        field.fill(token);
        button(page, "Log in").click();
        assertThat(page.locator("h1")).hasText("Syncs");
    }

    static Page open(TestBrowser browser, String token) {
        Page page = browser.page();
        logIn(page, token);
        return page;
    }

    static Page openSync(TestBrowser browser, String token, String name) {
        Page page = open(browser, token);
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true))
                .click();
        assertThat(page.locator("h1")).hasText(name);
        return page;
    }

    private static boolean visible(Locator locator) {
        try {
            locator.waitFor(new Locator.WaitForOptions().setTimeout(GLANCE));
            return true;
        } catch (TimeoutError _) {
            return false;
        }
    }

    /// Clicks *Sync now*, and the button that says what it replaces. The page shows the new run then.
    static void replace(Page page) {
        String before = page.url();
        button(page, "Sync now").click();
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("^Replace 2 tables in ")))
                .click();
        page.waitForURL(address -> !address.equals(before));
    }

    static void cancel(Page page) {
        assertThat(runState(page)).containsText("Copying");
        button(page, "Cancel").click();
        button(page, "Cancel the run").click();
        assertThat(runState(page)).containsText("Cancelled");
    }

    static void rollBack(Page page) {
        page.getByLabel("More actions").click();
        button(page, "Roll back…").click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Roll back"))
                .click();
        assertThat(page.locator("#run")).containsText("Rollback");
        assertThat(runState(page)).containsText("Succeeded");
    }

    /// The status of the answer to a request of the page.
    ///
    /// @param options of `fetch`
    static Object status(Page page, String path, Map<String, ?> options) {
        return page.evaluate(
                "async ([path, options]) => { %s return (await ask(path, options)).status; }".formatted(Loads.ASK),
                List.of(path, options));
    }

    static Locator runState(Page page) {
        return page.locator("section:has(#run) .state").first();
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    /// The API server remembers a token for a while, and so does the server of the page.
    static ContainsTextOptions late() {
        return new ContainsTextOptions().setTimeout(LONG);
    }
}
