package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.testing.web.Loads;
import io.databasesync.testing.web.TestBrowser;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What an attacker could do to the page in the browser of a person.
class DashboardAttacksTest {
    private static final TestDatabase REMOTE = TestServer.newer().createDatabase();
    private static final TestDatabase LOCAL = TestServer.older().createDatabase();
    private static final Laptop LAPTOP = new Laptop(REMOTE, LOCAL, TableSelection.ALL);

    @RegisterExtension
    static final TestBrowser BROWSER = TestBrowser.allowing(_ -> true); // each test asserts its own

    @AfterAll
    static void stop() {
        LAPTOP.close();
        LOCAL.close();
        REMOTE.close();
    }

    @Test
    void anAddressIsTextAndNeverALinkOutOfThePage() {
        Page page = open();
        for (String address : List.of(
                "#/syncs/javascript:alert(1)/x",
                "#/syncs/<img src=x onerror=alert(1)>/databases",
                "#/syncs/__proto__/constructor",
                "#/?q=<img src=x onerror=alert(1)>&namespace=javascript:alert(1)&state=__proto__",
                "#/?returnTo=//evil.example",
                "#//evil.example",
                "#javascript:alert(1)")) {
            page.evaluate("address => { location.hash = address; }", address);
            assertThat(page.locator("h1")).isVisible();
            assertThat(page.locator("main img")).hasCount(0);
            assertThat((List<?>) page.evaluate("[...document.links].map(link => link.getAttribute('href'))"))
                    .as(address)
                    .allMatch(link -> link.toString().startsWith("#"));
            assertThat(page.evaluate("location.pathname + Object.keys(Object.prototype).length"))
                    .isEqualTo("/0");
        }
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void codeThatSomebodyPutsInDoesNotRun() {
        Page page = open();
        // out of the call of the browser's tools, to which the policy of the page does not apply
        Object refused = page.evaluate("""
                () => new Promise(done => setTimeout(() => {
                  const script = document.createElement('script');
                  const attempts = {
                    eval: () => eval('1'),
                    function: () => new Function('1')(),
                    innerHTML: () => { document.body.innerHTML = '<b>x</b>'; },
                    inline: () => { script.textContent = 'x'; },
                    foreign: () => { script.src = 'https://evil.example/x.js'; },
                  };
                  done(Object.entries(attempts).filter(([, act]) => {
                    try { act(); return false; } catch { return true; }
                  }).map(([name]) => name));
                }))""");
        assertThat(refused).isEqualTo(List.of("eval", "function", "innerHTML", "inline", "foreign"));
        page.evaluate("fetch('http://127.0.0.1:9/').catch(() => undefined)");
        assertThat(BROWSER.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("Content Security Policy") || complaint.contains("Trusted"));
    }

    @Test
    void nothingStaysInTheBrowserAfterLogOut() {
        Page page = open();
        assertThat(
                        page.evaluate(
                                "async () => localStorage.length + document.cookie.length + (await indexedDB.databases()).length"))
                .isEqualTo(0);
        Page second = page.context().newPage();
        Loads.open(second, page.url());
        assertThat(second.locator("h1")).hasText("Log in");

        page.locator("header summary").click();
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Log out"))
                .click();
        assertThat(page.locator("h1")).hasText("Log in");
        assertThat(page.evaluate("Object.values(sessionStorage).filter(value => value.length > 10).length"))
                .isEqualTo(0);
        page.goBack();
        page.goForward();
        assertThat(page.locator("h1")).hasText("Log in");
        assertThat(page.locator("a.name")).hasCount(0);
        BROWSER.complaints(); // of the requests without a token
    }

    private static Page open() {
        Page page = BROWSER.page();
        Loads.enter(page, LAPTOP::address);
        assertThat(page.locator("a.name")).isVisible();
        return page;
    }
}
