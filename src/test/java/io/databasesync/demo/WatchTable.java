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
import org.jspecify.annotations.Nullable;

/// What `kubectl get databasesyncs -w` shows, with the columns of the CRD: a line whenever something visible changed.
final class WatchTable {
    private static final String FORMAT = "%-16s %-14s %-11s %-8s %-13s %-6s %s";

    private List<String> shown = List.of();

    static String header() {
        return FORMAT.formatted("NAME", "DIRECTION", "PHASE", "PERCENT", "LAST-SUCCESS", "READY", "AGE");
    }

    /// @return a line, or none if nothing but time has passed
    List<String> line(DatabaseSync sync, Instant now) {
        DatabaseSyncStatus status = Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
        List<String> cells = new ArrayList<>();
        cells.add(sync.getMetadata().getName());
        cells.add(String.valueOf(sync.getSpec().direction()));
        cells.add(Objects.requireNonNullElse(status.phase(), ""));
        cells.add(status.percent() == null ? "" : status.percent().toString());
        cells.add(since(status.lastSuccessTime(), now));
        cells.add(ready(status));
        if (cells.equals(shown)) {
            return List.of();
        }
        shown = List.copyOf(cells);
        cells.add(since(Instant.parse(sync.getMetadata().getCreationTimestamp()), now));
        return List.of(FORMAT.formatted(cells.toArray()));
    }

    private static String ready(DatabaseSyncStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(Condition::getStatus)
                .findFirst()
                .orElse("");
    }

    private static String since(@Nullable Instant then, Instant now) {
        if (then == null) {
            return "";
        }
        Duration age = Duration.between(then, now);
        return String.format(Locale.ROOT, "%ds", Math.max(0, age.toSeconds()));
    }
}
