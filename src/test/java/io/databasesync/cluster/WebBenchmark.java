package io.databasesync.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.databasesync.api.DatabaseSync;
import io.databasesync.testing.web.Browser;
import io.databasesync.testing.web.Loads;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the page costs with 500 syncs, and the server with 200 listeners, on a real node. No test: it asserts nothing,
/// and only runs when it is named. See docs/benchmarks.md.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class WebBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(WebBenchmark.class);
    private static final int SYNCS = 500;
    private static final int LISTENERS = 200;
    private static final int LISTENERS_OF_ONE = 16; // the server takes no more of one caller
    private static final int CHANGES = 20;
    private static final int LOADS = 5;

    @RegisterExtension
    static final Installation CLUSTER = Installation.withWeb();

    private static final String SHOWN = """
            new MutationObserver(() => { if (!window.shown && document.querySelector('.syncs li a')) window.shown = performance.now(); })
              .observe(document, {childList: true, subtree: true});""";
    private static final String WEIGHT = """
            () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter(entry => !entry.name.includes('/api/')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)""";
    private static final String NOTE_CHANGES = """
            () => {
              window.changed = {};
              const look = () => {
                for (const row of document.querySelectorAll('.syncs li')) {
                  const name = row.querySelector('.name').textContent;
                  if (!(name in changed) && row.querySelector('.state').textContent === 'Not seen yet') changed[name] = Date.now();
                }
              };
              new MutationObserver(look).observe(document.querySelector('main'), {childList: true, subtree: true, characterData: true});
            }""";
    private static final String SCROLL = """
            () => new Promise(done => {
              const frames = [];
              let last = performance.now();
              const step = now => {
                frames.push(now - last);
                last = now;
                scrollBy(0, 120);
                if (frames.length < 240) requestAnimationFrame(step);
                else done(frames.slice(2));
              };
              requestAnimationFrame(step);
            })""";

    @Test
    void aPageWith500SyncsAndAServerWith200Listeners() throws IOException, InterruptedException {
        InstalledWeb web = new InstalledWeb(CLUSTER);
        web.await();
        CLUSTER.operator().scale(0);
        await().atMost(Duration.ofMinutes(2)).until(WebBenchmark::operatorIsGone); // it writes until then
        for (int i = 0; i < SYNCS; i++) {
            web.suspended("sync-%03d".formatted(i), CLUSTER.namespace());
        }
        LOG.warn("syncs={} rss={}", SYNCS, web.rss());
        try (Browser browser = Objects.requireNonNull(Browser.start(web.browserFlag()))) {
            Page page = browser.page();
            page.addInitScript(SHOWN);
            WebSteps.logIn(page, web.syncer("looker", CLUSTER.namespace()));
            LOG.warn("weight={} B", page.evaluate(WEIGHT));
            measurePage(page);
            List<Listener> listeners = listen(web);
            LOG.warn("listeners={} rss={}", listeners.size(), web.rss());
            measureChanges(page);
            long heard = listeners.stream().filter(Listener::hasHeard).count();
            LOG.warn("listeners={} heard={} changes={} rss={}", listeners.size(), heard, CHANGES, web.rss());
            listeners.forEach(Listener::close);
        }
    }

    private static boolean operatorIsGone() {
        return CLUSTER.client()
                .pods()
                .inNamespace(CLUSTER.home())
                .withLabel("app.kubernetes.io/name", "databasesync")
                .list()
                .getItems()
                .isEmpty();
    }

    private static void measurePage(Page page) {
        for (int i = 0; i < LOADS; i++) {
            Loads.again(page);
            assertThat(page.locator(".syncs li")).hasCount(SYNCS);
            LOG.warn("first-screen={} ms", Math.round(((Number) page.evaluate("shown")).doubleValue()));
        }
        List<Double> frames = ((List<?>) page.evaluate(SCROLL))
                .stream().map(frame -> ((Number) frame).doubleValue()).sorted().toList();
        LOG.warn(
                "frames={} median={} ms p95={} ms worst={} ms",
                frames.size(),
                frames.get(frames.size() / 2),
                frames.get(frames.size() * 95 / 100),
                frames.getLast());
    }

    /// From the answer of the API server to the words on the page.
    private static void measureChanges(Page page) {
        page.evaluate(NOTE_CHANGES);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) { // a sync each: of one object there is at most one event a second
            String name = "sync-%03d".formatted(i);
            CLUSTER.client()
                    .resources(DatabaseSync.class)
                    .inNamespace(CLUSTER.namespace())
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":false}}");
            long answered = System.currentTimeMillis();
            page.waitForFunction("name => name in changed", name);
            millis.add(((Number) page.evaluate("name => changed[name]", name)).longValue() - answered);
        }
        millis.sort(null);
        LOG.warn("on-the-page changes={} median={} ms worst={} ms", CHANGES, millis.get(CHANGES / 2), millis.getLast());
    }

    private static List<Listener> listen(InstalledWeb web) throws IOException, InterruptedException {
        List<String> tokens = IntStream.rangeClosed(0, LISTENERS / LISTENERS_OF_ONE)
                .mapToObj(i -> web.viewer("listener-" + i, CLUSTER.namespace()))
                .toList();
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(new Listener(web.address(), tokens.get(i / LISTENERS_OF_ONE)));
        }
        for (Listener listener : listeners) {
            listener.awaitStart();
        }
        return listeners;
    }
}
