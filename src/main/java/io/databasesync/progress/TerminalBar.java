package io.databasesync.progress;

import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// A bar that is redrawn in place; for a terminal only. Closing it leaves its last state on the screen.
public final class TerminalBar implements ProgressSink, AutoCloseable {
    private final ProgressBar bar;
    private volatile @Nullable Instant eta;

    public TerminalBar(PrintStream terminal) {
        bar = new ProgressBarBuilder()
                .setTaskName("sync")
                .setInitialMax(100)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setEtaFunction(_ -> Optional.ofNullable(eta).map(TerminalBar::fromNow))
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .build();
    }

    @Override
    public void report(Progress progress) {
        eta = progress.eta();
        bar.stepTo(progress.percent());
        bar.setExtraMessage(" " + progress.phase() + ": " + ProgressLine.details(progress));
    }

    @Override
    public void close() {
        bar.close();
    }

    private static Duration fromNow(Instant then) {
        Duration left = Duration.between(Instant.now(), then);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
