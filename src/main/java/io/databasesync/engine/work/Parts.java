package io.databasesync.engine.work;

import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.SyncRequest.PartBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Cuts large tables into parts that several connections copy at the same time: pure arithmetic.
public final class Parts {
    /// Parts for each connection, so that all of them end at about the same time.
    private static final int PARTS_A_PIPE = 4;

    private Parts() {}

    /// All parts of all tables, in the order to copy them. The table with the longest work comes first, so that a
    /// long index build does not start last.
    ///
    /// @param heapBlocks blocks of the main fork in the source's snapshot, by the table's OID
    public static List<TablePart> of(List<RunTable> tables, Map<Long, Long> heapBlocks, int pipes, PartBytes sizes) {
        long total = tables.stream().mapToLong(Parts::bytes).sum();
        long size = size(sizes, total, pipes);
        List<TablePart> parts = new ArrayList<>();
        List<RunTable> ordered = tables.stream()
                .sorted(Comparator.comparingLong(Parts::wayToGo).reversed())
                .toList();
        for (RunTable table : ordered) {
            long blocks = heapBlocks.getOrDefault(table.pair().source().oid(), 0L);
            parts.addAll(cut(table, blocks, size, pipes));
        }
        return parts;
    }

    /// How many parts a table is cut into.
    ///
    /// @param total bytes of all tables of the run
    public static int count(TablePair pair, long total, long heapBlocks, int pipes, PartBytes sizes) {
        return count(pair, heapBlocks, size(sizes, total, pipes), pipes);
    }

    private static long size(PartBytes sizes, long total, int pipes) {
        return Math.clamp(total / ((long) PARTS_A_PIPE * pipes), sizes.least(), sizes.most());
    }

    // A table that is hardly larger than a part stays whole: then its rows are written frozen. With only one
    // connection, every table stays whole.
    private static int count(TablePair pair, long blocks, long size, int pipes) {
        long bytes = pair.source().table().bytes();
        int count = (int) Math.min(blocks, (bytes + size - 1) / size);
        return count < 2 || bytes < size + size / 2 || pipes == 1 || !divisible(pair) ? 1 : count;
    }

    /// The cost of the table and of its costliest index, in bytes of a plain copy that takes as long.
    private static long wayToGo(RunTable table) {
        return bytes(table)
                + IndexBuild.of(List.of(table)).stream()
                        .mapToLong(IndexBuild::cost)
                        .max()
                        .orElse(0);
    }

    private static long bytes(RunTable table) {
        return table.pair().source().table().bytes();
    }

    private static List<TablePart> cut(RunTable table, long blocks, long size, int pipes) {
        long bytes = bytes(table);
        int count = count(table.pair(), blocks, size, pipes);
        if (count == 1) {
            return List.of(TablePart.whole(table, bytes));
        }
        List<TablePart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new TablePart(table, i, count, blocks * i / count, blocks * (i + 1) / count, bytes / count));
        }
        return parts;
    }

    // Other access methods may store no rows in blocks.
    private static boolean divisible(TablePair pair) {
        Table source = pair.source().table();
        return "heap".equals(source.accessMethod()) && !pair.columns().isEmpty();
    }
}
