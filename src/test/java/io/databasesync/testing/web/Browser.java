package io.databasesync.testing.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Chromium of this machine. It reports every error that a page writes to its console.
public final class Browser implements AutoCloseable {
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final String AXE = axe();
    /// What can be clicked, and lies outside of the window or of a box that cuts it off.
    private static final String OUT_OF_SIGHT = """
            () => {
              const cuts = (box, element) => {
                const whole = element === document.documentElement;
                if (!whole && getComputedStyle(element).overflowX === 'visible') return false;
                const {left, right} = whole ? {left: 0, right: innerWidth} : element.getBoundingClientRect();
                return box.left < left - 1 || box.right > right + 1;
              };
              const hidden = element => {
                const box = element.getBoundingClientRect();
                for (let around = element.parentElement; around; around = around.parentElement) if (cuts(box, around)) return true;
                return false;
              };
              return [...document.querySelectorAll('a, button, input, select, summary')]
                .filter(element => element.checkVisibility() && hidden(element))
                .map(element => element.textContent || element.ariaLabel || element.type);
            }""";

    /// A loaded machine may be slow. A test that waits asserts nothing about time.
    private static final double PATIENCE = 60_000; // milliseconds

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Path program, List<String> more) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(program)
                        .setHeadless(true)
                        .setArgs(Stream.concat(FLAGS.stream(), more.stream()).toList()));
    }

    /// Starts the browser, if the machine has one.
    ///
    /// @param flags more of them
    public static @Nullable Browser start(String... flags) {
        return program().map(program -> new Browser(program, List.of(flags))).orElse(null);
    }

    private static Optional<Path> program() {
        return Stream.concat(Optional.ofNullable(System.getenv("CHROMIUM")).map(Path::of).stream(), PROGRAMS.stream())
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A page of a person of its own: no other page shares its storage.
    public Page page(int width, ColorScheme scheme) {
        BrowserContext person = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        person.setDefaultTimeout(PATIENCE);
        Page page = person.newPage();
        page.onConsoleMessage(message -> {
            boolean bad = message.type().equals("error") || message.type().equals("warning");
            if (bad && !message.text().contains(Loads.CUT_OFF)) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("a dialog of the page: " + dialog.message());
            dialog.dismiss();
        });
        return page;
    }

    public Page page() {
        return page(1280, ColorScheme.LIGHT);
    }

    /// Closes all pages, before their server goes.
    public void closePages() {
        browser.contexts().forEach(BrowserContext::close);
    }

    /// What pages complained about since the last call: violations of the content policy, too.
    public List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /// Asserts what axe-core can find, and that nothing has to be scrolled sideways.
    public static void assertAccessible(Page page) {
        assertAccessible(page, page.title());
    }

    /// @param name says which page it is
    public static void assertAccessible(Page page, String name) {
        page.evaluate(AXE);
        Object violations = page.evaluate(
                "async () => (await axe.run()).violations.map(rule => `${rule.id}: ${rule.nodes[0].html}`)");
        assertThat(violations).as(name).isEqualTo(List.of());
        assertFits(page, name);
    }

    /// Asserts that nothing has to be scrolled sideways, above all nothing that can be clicked.
    public static void assertFits(Page page, String name) {
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .as("%s: pixels to scroll sideways", name)
                .isEqualTo(0);
        assertThat(page.evaluate(OUT_OF_SIGHT)).as("%s: out of sight", name).isEqualTo(List.of());
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
