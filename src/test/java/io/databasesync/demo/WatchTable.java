package io.databasesync.demo;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `kubectl get databasesyncs -w` shows, with the columns of the CRD: a line whenever something visible changed.
final class WatchTable {
    private static final String FORMAT = "%-16s %-11s %-8s %-7s %-9s %-4s %-13s %-5s %-6s %-11s %s";

    private List<String> shown = List.of();

    static String header() {
        return FORMAT.formatted(
                "NAME", "PHASE", "PERCENT", "TABLES", "RATE", "ETA", "LAST-SUCCESS", "NEXT", "READY", "REASON", "AGE");
    }

    /// @return a line, or none if nothing but time has passed
    List<String> line(DatabaseSync sync, Instant now) {
        DatabaseSyncStatus status = Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
        Optional<Condition> ready = ready(status);
        List<String> cells = new ArrayList<>();
        cells.add(sync.getMetadata().getName());
        cells.add(cell(status.phase()));
        cells.add(cell(status.percent()));
        cells.add(cell(status.tables()));
        cells.add(cell(status.rate()));
        cells.add(cell(status.remaining()));
        cells.add(since(status.lastSuccessTime(), now));
        cells.add(cell(status.nextScheduleTime()));
        cells.add(ready.map(Condition::getStatus).orElse(""));
        cells.add(ready.map(Condition::getReason).orElse(""));
        if (cells.equals(shown)) {
            return List.of();
        }
        shown = List.copyOf(cells);
        cells.add(since(Instant.parse(sync.getMetadata().getCreationTimestamp()), now));
        return List.of(FORMAT.formatted(cells.toArray()));
    }

    private static Optional<Condition> ready(DatabaseSyncStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
    }

    private static String cell(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String since(@Nullable Instant then, Instant now) {
        if (then == null) {
            return "";
        }
        Duration age = Duration.between(then, now);
        return String.format(Locale.ROOT, "%ds", Math.max(0, age.toSeconds()));
    }
}
