package io.databasesync.progress;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// One line per phase, and one every five seconds within a phase. For pipes, files and CI, which cannot redraw lines.
public final class PlainLines implements ProgressSink {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final InstantSource clock;
    private @Nullable Phase phase;
    private Instant printed = Instant.MIN;

    public PlainLines(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void report(Progress progress) {
        Instant now = clock.instant();
        if (progress.phase() == phase && now.isBefore(printed.plus(EVERY))) {
            return;
        }
        phase = progress.phase();
        printed = now;
        out.println(ProgressLine.line(progress));
        out.flush();
    }
}
