package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The array types of tables that move into another schema. PostgreSQL moves them along under their names, and
/// fails if a type there has the name: `_post` is the array type of `post`, or a table.
final class ArrayTypes {
    /// Each attempt gives an array type another name. Far fewer are enough unless somebody makes types all the
    /// time.
    private static final int ATTEMPTS = 100;

    private ArrayTypes() {}

    /// Whether an array type is in the way.
    static boolean inTheWay(Catalog catalog, Map<Long, String> moving, Collection<Long> leaving) {
        return !catalog.objects().typeConflicts(moving, leaving).isEmpty();
    }

    /// Gives other names to the array types that are in the way. A new type takes its name from an array type: the
    /// server then finds another name for the array type. The new type is dropped again.
    ///
    /// @param moving the new schema of each table, by OID
    /// @param leaving OIDs of tables that leave these schemas before
    static void makeRoom(Transaction t, Map<Long, String> moving, Collection<Long> leaving) {
        Catalog catalog = new Catalog(t);
        Set<TableName> made = new LinkedHashSet<>();
        for (int i = 0; i < ATTEMPTS; i++) {
            List<TableName> conflicts = catalog.objects().typeConflicts(moving, leaving).stream()
                    .filter(name -> !made.contains(name))
                    .toList();
            if (conflicts.isEmpty()) {
                break;
            }
            run(t, "create type %s as enum ()", conflicts);
            made.addAll(conflicts);
        }
        run(t, "drop type %s", made);
    }

    private static void run(Transaction t, String statement, Collection<TableName> types) {
        Batch batch = new Batch();
        types.forEach(name -> batch.add(
                statement.formatted(Sql.qualified(name)), "giving array type %s another name".formatted(name)));
        t.execute(batch, Reason.PublishFailed);
    }
}
