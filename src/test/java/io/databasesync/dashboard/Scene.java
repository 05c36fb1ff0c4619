package io.databasesync.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.databasesync.testing.web.Loads;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One view of the page: who looks, at which address, what the server answers, and what the person does then.
///
/// @param words that the page shows in the end
record Scene(String name, String person, String route, Consumer<Page> server, Consumer<Page> acts, String words) {
    private static final Consumer<Page> NOTHING = Scene::nothing;

    /// What a state shows, if that is not its name in other words.
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("ready", "Ready"),
            Map.entry("new", "No run has ended yet"),
            Map.entry("suspended", "Suspended"),
            Map.entry("stale", "Too old"),
            Map.entry("differs", "Differs"),
            Map.entry("starting", "Starting"),
            Map.entry("running", "public.crawled_pages"),
            Map.entry("no-news", "No news for"),
            Map.entry("cancelling", "Cancelling…"),
            Map.entry("waits", "Approve 4f2a91c07d3e"),
            Map.entry("blocked", "CREATE EXTENSION vector"),
            Map.entry("failed", "raise safety.maxShrinkPercent"),
            Map.entry("cancelled", "Cancelled by bob@example.com"),
            Map.entry("rolled-back", "Rolled back"),
            Map.entry("verified-differences", "only on the source"),
            Map.entry("production", "because it is a production database:"),
            Map.entry("shrink", "because it gets fewer rows than it has:"),
            Map.entry("first-run", "because this sync has never published before:"),
            Map.entry("other-target", "because the target is another database than before:"),
            Map.entry("odd-names", "<img src=x onerror=alert(1)>"));

    private static final List<String> ASKED_BEFORE = List.of("production", "shrink", "other-target", "first-run");

    static List<Scene> all(RecordedPage server) {
        return Stream.concat(server.names().stream().map(Scene::ofState), others().stream())
                .toList();
    }

    static Scene named(String name, RecordedPage server) {
        return all(server).stream()
                .filter(scene -> scene.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Scene ofState(String state) {
        return ofState(
                state,
                ASKED_BEFORE.contains(state) ? page -> click(page, "Sync now") : NOTHING,
                WORDS.getOrDefault(state, state));
    }

    private static Scene ofState(String state, Consumer<Page> acts, String words) {
        return new Scene(state, RecordedPage.EDITOR, "#/syncs/team-a/" + state, NOTHING, acts, words);
    }

    /// The page of a sync in this state, where nobody has done anything yet.
    static Scene plain(String state) {
        return ofState(state, NOTHING, state);
    }

    private static List<Scene> others() {
        return List.of(
                list("list", RecordedPage.EDITOR, "", NOTHING, "Needs attention"),
                list("many", RecordedPage.CROWD, "", NOTHING, "500 syncs"),
                list("wall", RecordedPage.VIEWER, "#/?state=failed", NOTHING, "Waits for approval"),
                list("no-match", RecordedPage.EDITOR, "#/?q=nothing-has-this", NOTHING, "No sync matches"),
                list("empty", RecordedPage.NEWCOMER, "", NOTHING, "No sync yet"),
                list("loading", RecordedPage.EDITOR, "", answer("**/api/v1/syncs*", _ -> {}), "Syncs"),
                list("away", RecordedPage.EDITOR, "", answer("**/api/v1/syncs*", Scene::away), "The page asks again"),
                list("lost", RecordedPage.EDITOR, "", answer("**/api/v1/events", Route::abort), "Not connected"),
                list("expired", RecordedPage.EDITOR, "", answer("**/api/v1/events", Scene::expired), "has expired"),
                list("login", "", "", NOTHING, "No valid token arrived"),
                list("absent", RecordedPage.EDITOR, "#/syncs/team-a/nothing", NOTHING, "There is no sync"),
                ready("may-not", RecordedPage.VIEWER, page -> click(page, "Sync now: why not?"), "kubectl auth can-i"),
                ready("manifest", RecordedPage.EDITOR, page -> unfold(page, "Manifest and commands"), "kubectl dbsync"),
                ready("rollback", RecordedPage.EDITOR, Scene::rollBack, "Published last: ready-run"),
                ready("more", RecordedPage.EDITOR, page -> unfold(page, "More"), "Allow other databases"),
                running("stop", page -> click(page, "Cancel"), "What was copied so far is dropped"),
                running("log", page -> unfold(page, "Log"), "INFO"));
    }

    private static Scene list(String name, String person, String route, Consumer<Page> server, String words) {
        return new Scene(name, person, route, server, NOTHING, words);
    }

    private static Scene ready(String name, String person, Consumer<Page> acts, String words) {
        return new Scene(name, person, "#/syncs/team-a/ready", NOTHING, acts, words);
    }

    private static Scene running(String name, Consumer<Page> acts, String words) {
        return new Scene(name, RecordedPage.EDITOR, "#/syncs/team-a/running", NOTHING, acts, words);
    }

    private static Consumer<Page> answer(String url, Consumer<Route> answer) {
        return page -> page.route(url, answer);
    }

    private static void away(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(503)
                .setContentType("application/problem+json")
                .setBody("""
                        {"title": "Service Unavailable", "status": 503, "detail": "the Kubernetes API does not answer"}"""));
    }

    private static void expired(Route route) {
        route.fulfill(
                new Route.FulfillOptions().setContentType("text/event-stream").setBody("event: login\ndata: {}\n\n"));
    }

    private static void rollBack(Page page) {
        unfold(page, "More");
        click(page, "Roll back…");
    }

    private static void click(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private static void unfold(Page page, String name) {
        page.locator("main summary", new Page.LocatorOptions().setHasText(name))
                .first()
                .click();
    }

    /// Shows it on a new page.
    void play(Page page, RecordedPage recorded) {
        page.addInitScript("sessionStorage.setItem('dbsync-token', '%s')".formatted(recorded.token(person)));
        server.accept(page);
        Loads.open(page, recorded.address(route));
        show(page);
    }

    /// Whether it needs nothing but another address of a page that [#plain] shows.
    boolean isNextOfPlain() {
        return person.equals(RecordedPage.EDITOR) && route.startsWith("#/syncs/") && server.equals(NOTHING);
    }

    /// Shows it on a page that has shown another one.
    void playNext(Page page) {
        page.evaluate("location.hash = '#/'"); // closes what the last one has opened
        assertThat(page.locator("h1")).hasText("Syncs");
        page.evaluate("address => { location.hash = address; }", route);
        show(page);
    }

    private void show(Page page) {
        assertThat(page.locator("h1")).isVisible();
        acts.accept(page);
        assertThat(page.locator("body")).containsText(words);
    }

    private static void nothing(Page page) {}
}
