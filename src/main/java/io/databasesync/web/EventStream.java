package io.databasesync.web;

import com.sun.net.httpserver.HttpExchange;
import io.databasesync.web.Feed.Event;
import io.databasesync.web.Listener.Next;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Gone;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The events of one listener. The rights are asked again during the stream: a watch of the cluster would go on after
/// a right was taken away.
final class EventStream {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST_BLIND = Duration.ofSeconds(15);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final long NOT_WRITING = 0;

    private final HttpExchange exchange;
    private final Caller caller;
    private final Board board;
    private final Listener listener = new Listener();
    private final Map<Scope, Boolean> sight = new HashMap<>();
    private volatile long writingSince = NOT_WRITING;
    private boolean missed;
    private @Nullable Long blindSince;
    private long lastWrite = System.nanoTime();
    private long lastAsked = System.nanoTime();

    EventStream(HttpExchange exchange, Caller caller, Board board) {
        this.exchange = exchange;
        this.caller = caller;
        this.board = board;
    }

    private record Scope(Kind kind, String namespace) {}

    /// Whether the other end takes nothing any more.
    boolean stuck() {
        long since = writingSince;
        return since != NOT_WRITING && System.nanoTime() - since > LONGEST_WRITE.toNanos();
    }

    /// Ends the stream from another thread.
    void end() {
        exchange.close();
    }

    void run(String lastEvent) throws IOException {
        look(); // a token that is not valid is an answer of its own, before the stream begins
        exchange.sendResponseHeaders(200, 0);
        board.feed().listen(listener, lastEvent);
        try (OutputStream out = exchange.getResponseBody()) {
            write(out, Sse.HEARTBEAT);
            serve(out);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            board.feed().leave(listener);
        }
    }

    private void serve(OutputStream out) throws IOException, InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            Next next = listener.next(Duration.ofSeconds(1));
            try {
                if (next.reset()) {
                    write(out, Sse.RESET);
                }
                if (next.event().isPresent()) {
                    show(out, next.event().get());
                }
                askAgain(out);
            } catch (Refusal refusal) {
                if (refusal.why().status() == 401) {
                    write(out, Sse.LOGIN);
                    return;
                }
                missed = true; // nobody says what the caller sees, so the caller sees nothing
                if (blindForLong()) {
                    return; // the answer to the next request says why
                }
            }
            if (System.nanoTime() - lastWrite > HEARTBEAT.toNanos()) {
                write(out, Sse.HEARTBEAT);
            }
        }
    }

    private void show(OutputStream out, Event event) throws IOException {
        if (sees(out, new Scope(event.kind(), event.namespace()))) {
            write(out, event.bytes());
        }
    }

    private void askAgain(OutputStream out) throws IOException {
        if (System.nanoTime() - lastAsked < ASK_AGAIN.toNanos()) {
            return;
        }
        lastAsked = System.nanoTime();
        caller.session(); // a stream without objects notices an expired token too
        for (Scope scope : sight.keySet().toArray(Scope[]::new)) {
            sees(out, scope);
        }
        blindSince = null;
        if (missed) {
            missed = false;
            write(out, Sse.RESET);
        }
    }

    private boolean blindForLong() {
        long now = System.nanoTime();
        blindSince = Objects.requireNonNullElse(blindSince, now);
        return now - blindSince > LONGEST_BLIND.toNanos();
    }

    private boolean sees(OutputStream out, Scope scope) throws IOException {
        boolean now = caller.sees(scope.kind(), scope.namespace());
        Boolean before = sight.put(scope, now);
        if (before != null && before && !now) {
            byte[] gone = Json.bytes(new Gone(scope.kind(), scope.namespace(), null));
            write(out, Sse.event("", "gone", gone));
        }
        if (before != null && !before && now) {
            write(out, Sse.RESET);
        }
        return now;
    }

    private void look() {
        caller.session();
        for (Kind kind : Kind.values()) {
            var namespaces = board.namespaces();
            var seen = Sight.of(caller, kind, namespaces);
            namespaces.forEach(namespace -> sight.put(new Scope(kind, namespace), seen.contains(namespace)));
        }
    }

    private void write(OutputStream out, byte[] bytes) throws IOException {
        write(out, new Blob(bytes));
    }

    private void write(OutputStream out, Blob bytes) throws IOException {
        writingSince = System.nanoTime();
        bytes.writeTo(out);
        out.flush();
        writingSince = NOT_WRITING;
        lastWrite = System.nanoTime();
    }
}
