package io.databasesync.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.dashboard.Loads;
import java.time.Duration;
import java.util.regex.Pattern;

/// What a person does on a page, each action until the page shows that it is done.
final class WebSteps {
    private static final double PATIENCE = 60_000; // milliseconds
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
                .click(new Locator.ClickOptions().setTimeout(PATIENCE));
        page.waitForURL(address -> !address.equals(before), new Page.WaitForURLOptions().setTimeout(PATIENCE));
    }

    static void cancel(Page page) {
        assertThat(runState(page)).containsText("Copying", soon());
        button(page, "Cancel").click();
        button(page, "Cancel the run").click();
        assertThat(runState(page)).containsText("Cancelled", soon());
    }

    static void rollBack(Page page) {
        page.getByLabel("More actions").click();
        button(page, "Roll back…").click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Roll back"))
                .click();
        assertThat(page.locator("#run")).containsText("Rollback", soon());
        assertThat(runState(page)).containsText("Succeeded", soon());
    }

    static Locator runState(Page page) {
        return page.locator("section:has(#run) .state").first();
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    static ContainsTextOptions soon() {
        return new ContainsTextOptions().setTimeout(PATIENCE);
    }

    /// The API server remembers a token for a while, and so does the server of the page.
    static ContainsTextOptions late() {
        return new ContainsTextOptions().setTimeout(2 * PATIENCE);
    }
}
