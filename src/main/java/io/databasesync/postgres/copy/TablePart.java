package io.databasesync.postgres.copy;

import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.TableName;

/// The rows that one `COPY` moves: a table, or a range of its heap's blocks in the source's snapshot.
///
/// @param number from 0
/// @param of how many parts the table has
/// @param fromBlock the first block
/// @param toBlock the block after the last one; ignored for the last part, which has no end
/// @param bytes approximate size, TOAST included
public record TablePart(RunTable table, int number, int of, long fromBlock, long toBlock, long bytes) {

    /// All of a table.
    public static TablePart whole(RunTable table, long bytes) {
        return new TablePart(table, 0, 1, 0, 0, bytes);
    }

    public TableName name() {
        return table.name();
    }

    /// Whether this is the whole table.
    public boolean isWhole() {
        return of == 1;
    }

    /// Whether the transaction that loads it can truncate the table first and write frozen rows.
    /// https://www.postgresql.org/docs/current/sql-copy.html: FREEZE is not for partitioned tables
    public boolean frozen() {
        return isWhole() && !table.pair().sorted();
    }

    /// A condition for the part's rows. A TID range scan reads no other block.
    String condition() {
        String from = "ctid >= '(%s,0)'::tid".formatted(fromBlock);
        return number == of - 1 ? from : from + " and ctid < '(%s,0)'::tid".formatted(toBlock);
    }

    @Override
    public String toString() {
        return isWhole() ? name().toString() : "%s (part %d of %d)".formatted(name(), number + 1, of);
    }
}
