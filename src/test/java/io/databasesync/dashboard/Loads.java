package io.databasesync.dashboard;

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

    private static final int MOST = 20;

    private Loads() {}

    public static void open(Page page, String address) {
        open(page, () -> address);
    }

    /// @param addresses gives one for each attempt: some work only once
    public static void open(Page page, Supplier<String> addresses) {
        whole(page, () -> page.navigate(addresses.get()), () -> {
            page.navigate("about:blank"); // where only the part behind # differs, nothing is loaded
            page.navigate(addresses.get());
        });
    }

    public static void again(Page page) {
        whole(page, page::reload, page::reload);
    }

    private static void whole(Page page, Runnable load, Runnable again) {
        AtomicBoolean cut = new AtomicBoolean();
        Consumer<Request> failed = request -> {
            boolean file = !request.url().contains("/api/");
            if (file && CUT_OFF.equals(request.failure())) {
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
