package io.databasesync.operator.events;

import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events (events.k8s.io/v1) on a thread of its own. An event is only news: one that cannot be written is lost,
/// and the status still has the fact.
///
/// The name of an event is made from its content. The second operator that tells the same finds it there.
public final class EventRecorder implements Consumer<EventNote>, AutoCloseable {
    static final String CONTROLLER = "databasesync.io/operator";
    /// Kubernetes refuses a longer note.
    static final int MAX_NOTE = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int MAX_WAITING = 1000;
    private static final int PATIENCE_SECONDS = 5;

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;
    private final AtomicBoolean complained = new AtomicBoolean();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("events").factory(),
            (_, _) -> LOG.debug("too many events wait; one is lost"));

    /// @param instance the name of this operator's pod
    public EventRecorder(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public void accept(EventNote note) {
        Event event = event(note);
        thread.execute(() -> write(event));
    }

    /// Writes the waiting events, for a limited time.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException _) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void write(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                complain(e);
            }
        } catch (RuntimeException e) {
            complain(e);
        }
    }

    /// Once: an operator without the right to create events works all the same.
    private void complain(RuntimeException failure) {
        if (complained.compareAndSet(false, true)) {
            LOG.warn("cannot write events; the status of syncs and runs says the same: {}", failure.toString());
        }
    }

    private Event event(EventNote note) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(note.regarding().getNamespace())
                .withName(name(note))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withAction("Sync")
                .withType(note.type().name())
                .withReason(note.reason())
                .withNote(Display.cut(note.note(), MAX_NOTE))
                .withRegarding(note.regarding())
                .withRelated(note.related())
                .build();
    }

    private static String name(EventNote note) {
        String uid = Objects.requireNonNullElse(note.regarding().getUid(), "");
        String related = note.related() == null ? "" : note.related().getName();
        String content = String.join("\n", uid, related, note.reason(), note.note(), note.version());
        String hash = UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return note.regarding().getName() + "." + hash;
    }
}
