package io.databasesync.engine;

import io.databasesync.postgres.CopyListener;
import io.databasesync.sync.TableName;

/// What one try of a part has told the progress, so that it can be taken back when the part starts again.
final class SentBytes implements CopyListener {
    private final TableName table;
    private final RunProgress progress;
    private long bytes;
    private long rows;

    SentBytes(TableName table, RunProgress progress) {
        this.table = table;
        this.progress = progress;
    }

    @Override
    public void copied(long moreBytes, long moreRows) {
        bytes += moreBytes;
        rows += moreRows;
        progress.copied(table, moreBytes, moreRows);
    }

    void takeBack() {
        progress.copied(table, -bytes, -rows);
    }
}
