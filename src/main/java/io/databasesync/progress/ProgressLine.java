package io.databasesync.progress;

import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.text.Display;
import java.util.ArrayList;
import java.util.List;

/// A progress as one line of text.
final class ProgressLine {
    private ProgressLine() {}

    /// `Copying 47 %: 8/17 tables, 50,000/218,714 rows, 12.3 MB/s, public.pages 23 %`
    static String line(Progress progress) {
        return "%s %d %%: %s".formatted(progress.phase(), progress.percent(), details(progress));
    }

    /// The current work of the phase, without phase and percentage.
    static String details(Progress progress) {
        List<String> parts = switch (progress.phase()) {
            case Copying -> copying(progress);
            case Indexing -> indexing(progress);
            case Pending,
                    Validating,
                    AwaitingApproval,
                    Preparing,
                    Verifying,
                    Publishing,
                    RollingBack,
                    Succeeded,
                    Failed,
                    Cancelled -> List.of(progress.message());
        };
        return String.join(", ", parts);
    }

    private static List<String> copying(Progress progress) {
        List<String> parts = new ArrayList<>();
        parts.add(of(progress.tables()) + " tables");
        parts.add(of(progress.rows()) + " rows");
        if (progress.bytesPerSecond() > 0) {
            parts.add(Display.bytes(progress.bytesPerSecond()) + "/s");
        }
        parts.addAll(progress.current());
        return parts;
    }

    private static List<String> indexing(Progress progress) {
        List<String> parts = new ArrayList<>();
        parts.add(of(progress.indexes()) + " indexes");
        parts.addAll(progress.current());
        return parts;
    }

    private static String of(Count count) {
        return Display.count(count.done()) + "/" + Display.count(count.total());
    }
}
