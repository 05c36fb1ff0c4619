package io.databasesync.web;

import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Changes;
import io.databasesync.web.api.Gone;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.SyncView;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All objects as they are now. The only class that gives objects of this memory away, and never without asking what
/// the caller sees.
public final class Board implements Changes, AutoCloseable {
    private static final Comparator<RunView> NEWEST_FIRST =
            Comparator.comparing(Board::created).reversed().thenComparing(RunView::key);

    private final ConcurrentSkipListMap<String, SyncView> syncs = new ConcurrentSkipListMap<>();
    private final Map<String, RunView> runs = new ConcurrentHashMap<>();
    private final SampleLog samples = new SampleLog();
    private final Feed feed = new Feed();

    @Override
    public void put(SyncView sync) {
        if (!sync.equals(syncs.put(sync.key(), sync))) {
            feed.changed(Kind.Sync, sync.namespace(), sync.name(), () -> syncs.get(sync.key()));
        }
    }

    @Override
    public void put(RunView run) {
        if (!run.equals(runs.put(run.key(), run))) {
            samples.add(run);
            feed.changed(Kind.Run, run.namespace(), run.name(), () -> runs.get(run.key()));
        }
    }

    @Override
    public void gone(Kind kind, String namespace, String name) {
        String key = namespace + "/" + name;
        Object before = switch (kind) {
            case Sync -> syncs.remove(key);
            case Run -> runs.remove(key);
        };
        if (before != null) {
            samples.forget(key);
            feed.gone(new Gone(kind, namespace, name));
        }
    }

    Feed feed() {
        return feed;
    }

    String lastEvent() {
        return feed.lastEvent();
    }

    /// The namespaces that have objects. They are for asking what a caller sees, and are never shown.
    Set<String> namespaces() {
        return Stream.concat(
                        syncs.values().stream().map(SyncView::namespace),
                        runs.values().stream().map(RunView::namespace))
                .collect(Collectors.toSet());
    }

    Pages.Syncs syncs(Caller caller, Query query) {
        List<SyncView> seen = seen(caller, Kind.Sync, syncs.values(), SyncView::namespace);
        List<SyncView> matching =
                seen.stream().filter(sync -> matches(sync, query)).toList();
        List<SyncView> filtered = matching.stream()
                .filter(sync -> query.state().isEmpty() || query.state().equals(sync.state()))
                .toList();
        List<SyncView> page = filtered.stream()
                .filter(sync -> sync.key().compareTo(query.cursor()) > 0)
                .limit(query.limit() + 1L)
                .toList();
        Map<String, Integer> states =
                matching.stream().collect(Collectors.toMap(SyncView::state, _ -> 1, Integer::sum, TreeMap::new));
        List<String> namespaces =
                seen.stream().map(SyncView::namespace).distinct().toList();
        boolean more = page.size() > query.limit();
        List<SyncView> items = more ? page.subList(0, query.limit()) : page;
        return new Pages.Syncs(items, more ? items.getLast().key() : null, filtered.size(), states, namespaces);
    }

    Pages.Runs runs(Caller caller, Query query) {
        List<RunView> filtered = seen(caller, Kind.Run, runs.values(), RunView::namespace).stream()
                .filter(run -> matches(run, query))
                .sorted(NEWEST_FIRST)
                .toList();
        List<RunView> page = filtered.stream()
                .filter(run -> query.cursor().isEmpty() || position(run).compareTo(query.cursor()) > 0)
                .limit(query.limit() + 1L)
                .toList();
        boolean more = page.size() > query.limit();
        List<RunView> items = more ? page.subList(0, query.limit()) : page;
        return new Pages.Runs(items, more ? position(items.getLast()) : null, filtered.size());
    }

    /// The samples of a run that the caller may read.
    Pages.Samples samples(Caller caller, String namespace, String name) {
        return samples.of(caller.run(namespace, name).key());
    }

    /// The name of the only sync in a namespace.
    String only(Caller caller, String namespace) {
        List<SyncView> seen = seen(caller, Kind.Sync, syncs.values(), SyncView::namespace).stream()
                .filter(sync -> sync.namespace().equals(namespace))
                .toList();
        if (seen.size() != 1) {
            throw Refusals.field("sync", "has to name the sync");
        }
        return seen.getFirst().name();
    }

    /// Looks an object up for somebody who has no rights: only for badges that their owners made public.
    Optional<SyncView> shownToEverybody(String namespace, String name) {
        return Optional.ofNullable(syncs.get(namespace + "/" + name)).filter(SyncView::badge);
    }

    private static <T> List<T> seen(Caller caller, Kind kind, Collection<T> objects, Function<T, String> namespace) {
        Set<String> namespaces = objects.stream().map(namespace).collect(Collectors.toSet());
        Set<String> seen = Sight.of(caller, kind, namespaces);
        return objects.stream()
                .filter(object -> seen.contains(namespace.apply(object)))
                .toList();
    }

    private static boolean matches(SyncView sync, Query query) {
        String text = query.text().toLowerCase(Locale.ROOT);
        return (query.namespace().isEmpty() || query.namespace().equals(sync.namespace()))
                && (text.isEmpty()
                        || Stream.of(
                                        sync.key(),
                                        sync.local().database(),
                                        sync.remote().database(),
                                        sync.local().host(),
                                        sync.remote().host())
                                .filter(Objects::nonNull)
                                .anyMatch(word -> word.toLowerCase(Locale.ROOT).contains(text)));
    }

    private static boolean matches(RunView run, Query query) {
        return (query.namespace().isEmpty() || query.namespace().equals(run.namespace()))
                && (query.sync().isEmpty() || query.sync().equals(run.sync()))
                && (query.state().isEmpty() || query.state().equals(run.phase().name()));
    }

    private static Instant created(RunView run) {
        return Objects.requireNonNullElse(run.createdAt(), Instant.EPOCH);
    }

    // newest first, as a text that sorts so
    private static String position(RunView run) {
        return "%013d/%s".formatted(9_999_999_999_999L - created(run).toEpochMilli(), run.key());
    }

    @Override
    public void close() {
        feed.close();
    }
}
