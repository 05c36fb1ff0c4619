package io.databasesync.postgres.session;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/// Statements that are sent together and answered together. Many statements then cost about one round trip to the
/// server. The first failure ends the batch. Rows that statements return are dropped. Run a batch once.
///
/// The driver waits for an answer after every 250 statements or so: more answers could fill the buffers of both ends.
public final class Batch {
    private final List<Entry> entries = new ArrayList<>();
    private int done;

    private record Entry(String sql, String doing) {}

    /// Adds a statement.
    ///
    /// @param doing as `Transaction.execute` takes it
    public Batch add(String sql, String doing) {
        entries.add(new Entry(sql, doing));
        return this;
    }

    public Batch addAll(Collection<String> statements, String doing) {
        statements.forEach(sql -> add(sql, doing));
        return this;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// How many statements the server has executed. After a failure, this is the position of the failed statement.
    public int done() {
        return done;
    }

    /// What the failed statement does.
    String failed() {
        return done < entries.size() ? entries.get(done).doing() : "running statements";
    }

    void run(PgConnection connection) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        QueryExecutor executor = connection.getQueryExecutor();
        String text = String.join(";\n", entries.stream().map(Entry::sql).toList());
        Query all = executor.createSimpleQuery(text);
        if (statements(all) == entries.size()) {
            execute(executor, all);
        } else { // the driver has split a statement, or has not split two of them
            for (Entry entry : List.copyOf(entries)) {
                int before = done;
                execute(executor, executor.createSimpleQuery(entry.sql()));
                done = before + 1;
            }
        }
    }

    private static int statements(Query query) {
        Query[] parts = query.getSubqueries();
        return parts == null ? 1 : parts.length;
    }

    private void execute(QueryExecutor executor, Query query) throws SQLException {
        executor.execute(
                query,
                null,
                new Counter(),
                0,
                0,
                QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_NO_RESULTS | QueryExecutor.QUERY_SUPPRESS_BEGIN);
    }

    /// Counts the statements that the server has executed: it answers each with a command tag or with rows.
    private final class Counter extends ResultHandlerBase {
        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            done++;
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            done++;
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // client_min_messages silences them
        }
    }
}
