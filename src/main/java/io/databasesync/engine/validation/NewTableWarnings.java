package io.databasesync.engine.validation;

import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says what tables that a run creates do not get, although the source's have it: who may see and change which rows,
/// and what happens then. A partition gets the triggers of its partitioned table, which says so.
public final class NewTableWarnings {
    private static final int NAMED = 5;

    private NewTableWarnings() {}

    /// One sentence for each table that lacks something.
    ///
    /// @param pairs all tables of the run
    public static List<String> of(SourceDatabase source, Collection<TablePair> pairs) {
        Map<Long, TableName> created = new TreeMap<>();
        pairs.stream()
                .filter(p -> p.target().isEmpty())
                .forEach(p -> created.put(p.source().oid(), p.name()));
        if (created.isEmpty()) {
            return List.of();
        }
        Map<Long, List<String>> parts = source.read(c -> c.code().surroundings(created.keySet()));
        List<String> warnings = new ArrayList<>();
        created.forEach((oid, name) -> {
            List<String> lacking = parts.getOrDefault(oid, List.of());
            if (!lacking.isEmpty()) {
                warnings.add(
                        "new table %s does not get these of the source's: %s; create them on the target after the run"
                                .formatted(name, named(lacking)));
            }
        });
        return warnings;
    }

    private static String named(List<String> parts) {
        int others = parts.size() - NAMED;
        return String.join(", ", parts.subList(0, Math.min(NAMED, parts.size())))
                + (others > 0 ? ", and %d more".formatted(others) : "");
    }
}
