package io.databasesync.engine.work;

import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.TablePair;
import java.util.ArrayList;
import java.util.List;

/// Puts small tables together, so that a table more costs no round trip more: pure arithmetic.
public final class SmallTables {
    /// Bytes of the tables that are copied together, each of them included.
    static final long MOST_BYTES = 1L << 20;
    static final int MOST_TABLES = 50;

    private SmallTables() {}

    /// The parts in their order: each by itself, then small tables together.
    public static List<List<TablePart>> together(List<TablePart> parts) {
        List<List<TablePart>> loads = new ArrayList<>();
        parts.stream().filter(p -> !small(p)).forEach(p -> loads.add(List.of(p)));
        List<TablePart> load = new ArrayList<>();
        long bytes = 0;
        for (TablePart part : parts.stream().filter(SmallTables::small).toList()) {
            if (load.size() == MOST_TABLES || (!load.isEmpty() && bytes + part.bytes() > MOST_BYTES)) {
                loads.add(load);
                load = new ArrayList<>();
                bytes = 0;
            }
            load.add(part);
            bytes += part.bytes();
        }
        if (!load.isEmpty()) {
            loads.add(load);
        }
        return loads;
    }

    /// Whether it is copied in one message, with others if there are any.
    public static boolean small(TablePart part) {
        TablePair pair = part.table().pair();
        return part.bytes() <= MOST_BYTES
                && (pair.rowless() || (part.frozen() && !pair.columns().isEmpty()));
    }
}
