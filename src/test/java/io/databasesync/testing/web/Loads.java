package io.databasesync.testing.web;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Loads pages. Chromium breaks off what it loads when the machine gets a network interface, for instance
/// of a container that starts elsewhere. Then the page is loaded again. Its own requests for data are the
/// page's own affair.
public final class Loads {
    /// What Chromium says of a request that it has broken off.
    static final String CUT_OFF = "net::ERR_NETWORK_CHANGED";

    /// `ask` in a script of a test is a `fetch` that goes on until there is an answer.
    public static final String ASK = """
            const ask = async (path, options) => {
              for (let left = 20; ; left--) {
                try { return await fetch(path, options); } catch (error) { if (left === 0) throw error; }
                await new Promise(done => setTimeout(done, 250));
              }
            };
            """;

    private static final String ENTERED =
            "Boolean(sessionStorage.getItem('dbsync-token') || document.querySelector('.login'))";
    private static final int MOST = 20;

    private Loads() {}

    public static void open(Page page, String address) {
        open(page, () -> address);
    }

    /// @param addresses gives one for each attempt: some work only once
    public static void open(Page page, Supplier<String> addresses) {
        whole(page, new AtomicBoolean(), () -> page.navigate(addresses.get()), () -> fresh(page, addresses.get()));
    }

    /// Opens an address that lets one browser in, with another one for each attempt, until the page has exchanged it.
    public static void enter(Page page, Supplier<String> addresses) {
        AtomicBoolean cut = new AtomicBoolean();
        Runnable enter = () -> {
            fresh(page, addresses.get());
            page.waitForCondition(() -> cut.get() || Boolean.TRUE.equals(page.evaluate(ENTERED)));
        };
        whole(page, cut, enter, enter);
    }

    private static void fresh(Page page, String address) {
        page.navigate("about:blank"); // where only the part behind # differs, nothing is loaded
        page.navigate(address);
    }

    public static void again(Page page) {
        whole(page, new AtomicBoolean(), page::reload, page::reload);
    }

    private static void whole(Page page, AtomicBoolean cut, Runnable load, Runnable again) {
        Consumer<Request> failed = request -> {
            // the page asks again for data, but a code works once
            boolean own = request.url().contains("/api/") && !request.url().endsWith("/api/v1/session");
            if (!own && CUT_OFF.equals(request.failure())) {
                cut.set(true);
            }
        };
        page.onRequestFailed(failed);
        try {
            attempt(load, cut);
            for (int i = 1; cut.get() && i < MOST; i++) {
                cut.set(false);
                attempt(again, cut);
            }
        } finally {
            page.offRequestFailed(failed);
        }
    }

    private static void attempt(Runnable load, AtomicBoolean cut) {
        try {
            load.run();
        } catch (PlaywrightException e) {
            if (!String.valueOf(e.getMessage()).contains(CUT_OFF)) {
                throw e;
            }
            cut.set(true);
        }
    }
}
