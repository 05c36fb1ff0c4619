package io.databasesync.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.databasesync.web.api.Caller;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The streams that are open. A caller has a limited number of them.
final class Streams implements AutoCloseable {
    private static final int RETRY_SECONDS = 15;
    private static final long CHECK_SECONDS = 5;

    private final Board board;
    private final WebSettings settings;
    private final Map<String, Integer> byCaller = new HashMap<>();
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("web-streams").factory());
    private final ScheduledFuture<?> checks;
    private int all;

    Streams(Board board, WebSettings settings) {
        this.board = board;
        this.settings = settings;
        checks = clock.scheduleWithFixedDelay(this::endStuck, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    /// Serves events until one of both ends has enough.
    void serve(HttpExchange exchange, Caller caller, String lastEvent) throws IOException {
        enter(caller.id());
        EventStream stream = new EventStream(exchange, caller, board);
        open.add(stream);
        try {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "text/event-stream");
            headers.set("Cache-Control", "no-store");
            headers.set("X-Accel-Buffering", "no");
            stream.run(lastEvent);
        } finally {
            open.remove(stream);
            leave(caller.id());
        }
    }

    private synchronized void enter(String caller) {
        int own = byCaller.getOrDefault(caller, 0);
        if (own >= settings.streamsPerCaller()) {
            throw Refusals.later("there are %d streams of one caller".formatted(own), RETRY_SECONDS);
        }
        if (all >= settings.streams()) {
            throw Refusals.later("there are %d streams".formatted(all), RETRY_SECONDS);
        }
        byCaller.put(caller, own + 1);
        all++;
    }

    private synchronized void leave(String caller) {
        byCaller.computeIfPresent(caller, (_, own) -> own == 1 ? null : own - 1);
        all--;
    }

    private void endStuck() {
        open.stream().filter(EventStream::stuck).forEach(EventStream::end);
    }

    @Override
    public void close() {
        checks.cancel(false);
        clock.shutdownNow();
        open.forEach(EventStream::end);
    }
}
