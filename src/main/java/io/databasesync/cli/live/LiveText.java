package io.databasesync.cli.live;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.TableProgress;
import io.databasesync.text.Display;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lines of a live table: phases with their times, one line for the whole run, one for each table in work, and the
/// last events.
final class LiveText {
    private static final int BAR = 12;
    private static final int NAME = 40;

    private final Map<Phase, Instant> entered = new LinkedHashMap<>();
    private List<String> news = List.of();

    /// Takes the times at which phases began, oldest first, for a run that was not seen from its start.
    void entered(Map<Phase, Instant> phases) {
        if (!phases.isEmpty()) {
            entered.clear();
            entered.putAll(phases);
        }
    }

    /// Takes the last events of the run, oldest first.
    void news(List<String> events) {
        news = List.copyOf(events);
    }

    /// @param width of the terminal; longer lines are cut
    /// @param height of the terminal; tables beyond it are counted in the last line
    List<String> lines(Progress progress, Instant now, int width, int height) {
        entered.putIfAbsent(progress.phase(), now);
        List<String> lines = new ArrayList<>();
        lines.add(phases(now));
        lines.add("%s %3d %%  %s/%s tables  %s/%s rows%s%s"
                .formatted(
                        bar(progress.percent(), 100),
                        progress.percent(),
                        Display.count(progress.tables().done()),
                        Display.count(progress.tables().total()),
                        Display.count(progress.rows().done()),
                        Display.count(progress.rows().total()),
                        rate(progress.bytesPerSecond()),
                        eta(progress.eta(), now)));
        lines.add(progress.message());
        tables(progress, Math.max(1, height - lines.size() - news.size() - 2), lines);
        lines.addAll(news);
        return lines.stream()
                .map(line -> cut(Display.printable(line).replace('\n', ' '), width))
                .toList();
    }

    private static void tables(Progress progress, int room, List<String> lines) {
        List<TableProgress> moving =
                progress.moving().stream().filter(LiveText::isMoving).toList();
        int name = moving.stream()
                .map(table -> Math.min(NAME, table.name().length()))
                .max(Comparator.naturalOrder())
                .orElse(0);
        moving.stream().limit(room).forEach(table -> lines.add(line(table, name)));
        if (moving.size() > room) {
            lines.add("… and %d more".formatted(moving.size() - room));
        }
    }

    private static boolean isMoving(TableProgress table) {
        return table.working();
    }

    private static String line(TableProgress table, int width) {
        return "  %s  %s %3d %%  %s/~%s rows%s%s"
                .formatted(
                        pad(table.name(), width),
                        bar(table.bytes().done(), table.bytes().total()),
                        percent(table.bytes().done(), table.bytes().total()),
                        Display.count(table.rows().done()),
                        Display.count(table.rows().total()),
                        rate(table.bytesPerSecond()),
                        left(table));
    }

    private static String left(TableProgress table) {
        long bytes = table.bytes().total() - table.bytes().done();
        return table.bytesPerSecond() <= 0 || bytes <= 0
                ? ""
                : "  " + Display.duration(Duration.ofSeconds(bytes / table.bytesPerSecond())) + " left";
    }

    /// `Validating 0.3 s · Copying 4 s`: the last one is still under way.
    private String phases(Instant now) {
        List<String> texts = new ArrayList<>();
        List<Map.Entry<Phase, Instant>> all = List.copyOf(entered.entrySet());
        for (int i = 0; i < all.size(); i++) {
            Phase phase = all.get(i).getKey();
            Instant end = i + 1 < all.size() ? all.get(i + 1).getValue() : now;
            texts.add(
                    phase.terminal()
                            ? phase.toString()
                            : phase + " "
                                    + Display.duration(
                                            Duration.between(all.get(i).getValue(), end)));
        }
        return String.join(" · ", texts);
    }

    private static String rate(long bytesPerSecond) {
        return bytesPerSecond <= 0 ? "" : "  " + Display.rate(bytesPerSecond);
    }

    private static String eta(@Nullable Instant eta, Instant now) {
        return eta == null || eta.isBefore(now) ? "" : "  " + Display.duration(Duration.between(now, eta)) + " left";
    }

    private static long percent(long done, long total) {
        return total <= 0 ? 0 : Math.clamp(100 * done / total, 0, 99);
    }

    private static String bar(long done, long total) {
        int full = total <= 0 ? 0 : Math.clamp(BAR * done / total, 0, BAR);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private static String pad(String name, int width) {
        String shown = cut(name, width);
        return shown + " ".repeat(width - shown.length());
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }
}
