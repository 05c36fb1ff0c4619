package io.databasesync.testing.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One browser for all tests of a class. Without Chromium, no test of the class runs.
///
/// When a test ends, its pages are closed before the server of the test is, and what they have complained about has to
/// be what the class allows.
public final class TestBrowser implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
    private final Predicate<String> allowed;
    private final Supplier<List<String>> flags;
    private @Nullable Browser started;

    private TestBrowser(Predicate<String> allowed, Supplier<List<String>> flags) {
        this.allowed = allowed;
        this.flags = flags;
    }

    public static TestBrowser withoutComplaints() {
        return allowing(_ -> false);
    }

    /// @param complaints those on the console that are no error of the page
    public static TestBrowser allowing(Predicate<String> complaints) {
        return new TestBrowser(complaints, List::of);
    }

    /// @param flag is asked for when the tests begin
    public TestBrowser withFlag(Supplier<String> flag) {
        return new TestBrowser(allowed, () -> List.of(flag.get()));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        started = Browser.start(flags.get().toArray(String[]::new));
        assumeTrue(started != null, "not run: this machine has no Chromium (set CHROMIUM to its path)");
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        closePages();
        assertThat(complaints()).as("errors on the console").allMatch(allowed);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (started != null) {
            started.close();
        }
    }

    /// A page of a person of its own: no other page shares its storage.
    public Page page() {
        return browser().page();
    }

    public Page page(int width, ColorScheme scheme) {
        return browser().page(width, scheme);
    }

    public void closePages() {
        browser().closePages();
    }

    /// What pages complained about since the last call.
    public List<String> complaints() {
        return browser().complaints();
    }

    private Browser browser() {
        return Objects.requireNonNull(started);
    }
}
