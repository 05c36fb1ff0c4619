package io.databasesync.engine.progress;

import io.databasesync.postgres.copy.CopyListener;
import io.databasesync.sync.TableName;

/// The bytes and rows that one try of a part has reported. They can be taken back when the part starts again.
public final class SentBytes implements CopyListener {
    private final TableName table;
    private final ProgressTracker progress;
    private long bytes;
    private long rows;

    public SentBytes(TableName table, ProgressTracker progress) {
        this.table = table;
        this.progress = progress;
    }

    @Override
    public void copied(long moreBytes, long moreRows) {
        bytes += moreBytes;
        rows += moreRows;
        progress.copied(table, moreBytes, moreRows);
    }

    public void takeBack() {
        progress.copied(table, -bytes, -rows);
    }
}
