package io.databasesync.web;

import io.databasesync.web.api.Gone;
import io.databasesync.web.api.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives every change to all listeners, and waits for none of them. Each event is written as JSON once. Of one object
/// there is at most one event in a while: the last one wins.
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int RING = 2_048;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    private static final long TICK_MILLIS = 100;

    private final EventIds ids = new EventIds();
    private final Deque<Event> ring = new ArrayDeque<>();
    private final Set<Listener> listeners = new HashSet<>();
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("web-feed").factory());
    private final ScheduledFuture<?> ticks;
    private long last;

    Feed() {
        ticks = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// One change, as bytes.
    record Event(long number, Kind kind, String namespace, Blob bytes) {}

    private record Pending(Kind kind, String namespace, Supplier<? extends @Nullable Object> now) {}

    /// @param now the object as it is when the event is made; null if it is gone by then
    synchronized void changed(Kind kind, String namespace, String name, Supplier<? extends @Nullable Object> now) {
        pending.put(kind + "/" + namespace + "/" + name, new Pending(kind, namespace, now));
        publishDue();
    }

    synchronized void gone(Gone gone) {
        String key = gone.kind() + "/" + gone.namespace() + "/" + gone.name();
        pending.remove(key);
        told.remove(key);
        publish(gone.kind(), gone.namespace(), "gone", gone);
    }

    synchronized String lastEvent() {
        return ids.id(last);
    }

    /// Adds a listener that has seen everything up to an event.
    synchronized void listen(Listener listener, String lastEvent) {
        listeners.add(listener);
        OptionalLong seen = ids.number(lastEvent);
        long oldest = ring.isEmpty() ? last + 1 : ring.getFirst().number();
        if (seen.isEmpty() || seen.getAsLong() < oldest - 1) {
            listener.reset();
            return;
        }
        ring.stream().filter(event -> event.number() > seen.getAsLong()).forEach(listener::offer);
    }

    synchronized void leave(Listener listener) {
        listeners.remove(listener);
    }

    private synchronized void tick() {
        try {
            publishDue();
        } catch (RuntimeException e) { // an exception would end the clock, and with it every stream
            LOG.error("an event could not be made", e);
        }
    }

    private void publishDue() {
        long now = System.nanoTime();
        Iterator<Map.Entry<String, Pending>> waiting = pending.entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<String, Pending> entry = waiting.next();
            Long before = told.get(entry.getKey());
            if (before != null && now - before < BETWEEN_NANOS) {
                continue;
            }
            waiting.remove();
            Object object = entry.getValue().now().get();
            if (object != null) {
                told.put(entry.getKey(), now);
                Pending change = entry.getValue();
                publish(change.kind(), change.namespace(), change.kind() == Kind.Sync ? "sync" : "run", object);
            }
        }
    }

    private void publish(Kind kind, String namespace, String name, Object data) {
        last++;
        Event event = new Event(last, kind, namespace, new Blob(Sse.event(ids.id(last), name, Json.bytes(data))));
        ring.add(event);
        if (ring.size() > RING) {
            ring.removeFirst();
        }
        listeners.forEach(listener -> listener.offer(event));
    }

    @Override
    public void close() {
        ticks.cancel(false);
        clock.shutdownNow();
    }
}
