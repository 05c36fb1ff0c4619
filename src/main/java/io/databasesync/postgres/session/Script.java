package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Statements that are all known beforehand, as the text of one message: the server reads it to its end, then
/// does one statement after the other and asks nobody in between. So no number of statements costs a second round
/// trip. The first failure ends the script. Run a script once.
///
/// The statements have no parameters, because the protocol has none for several statements in one message.
///
/// @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Simple query</a>
public final class Script {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private int done;

    private record Entry(String sql, Reason reason, String doing) {}

    /// Adds a statement.
    ///
    /// @param doing as `Transaction.execute` takes it
    public Script add(String sql, Reason reason, String doing) {
        entries.add(new Entry(sql, reason, doing));
        return this;
    }

    public Script addAll(Collection<String> statements, Reason reason, String doing) {
        statements.forEach(sql -> add(sql, reason, doing));
        return this;
    }

    public Script addAll(Script other) {
        entries.addAll(other.entries);
        return this;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// The first columns of all rows that the statements returned, in order; empty texts for nulls.
    public List<String> answers() {
        return List.copyOf(answers);
    }

    /// The text of the message.
    public String text() {
        return entries.stream().map(Entry::sql).collect(Collectors.joining("\n;\n"));
    }

    /// @param opening statements that begin the transaction, in the same message; none if it has begun
    void run(PgConnection connection, List<Question<?>> opening) throws SQLException {
        QueryExecutor executor = connection.getQueryExecutor();
        String text = Stream.concat(opening.stream().map(Question::sql), Stream.of(text()))
                .collect(Collectors.joining("\n;\n"));
        done = -opening.size();
        Query message = executor.wrap(List.of(new NativeQuery(text, SqlCommand.BLANK)));
        executor.execute(
                message,
                null,
                new Answers(),
                0,
                0,
                QueryExecutor.QUERY_ONESHOT
                        | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
                        | QueryExecutor.QUERY_SUPPRESS_BEGIN);
    }

    /// The failure of the statement that failed.
    SyncException failure(SQLException e, QueryExecutor executor) {
        Entry failed = failed(executor);
        return PostgresFailure.of(
                e, failed.reason(), missed(e).map("locking "::concat).orElse(failed.doing()));
    }

    // A statement of ours that waits for locks says which of them did not come.
    private static Optional<String> missed(SQLException e) {
        @Nullable ServerErrorMessage said = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState()) && said != null
                ? Optional.ofNullable(said.getTable())
                : Optional.empty();
    }

    // The server answers each statement; an entry may be several of them.
    private Entry failed(QueryExecutor executor) {
        int before = 0;
        for (Entry entry : entries) {
            before += statements(executor, entry.sql());
            if (done < before) {
                return entry;
            }
        }
        return new Entry("", Reason.ConnectionLost, "running statements");
    }

    private static int statements(QueryExecutor executor, String sql) {
        try {
            Query @Nullable [] parts = executor.createSimpleQuery(sql).getSubqueries();
            return parts == null ? 1 : parts.length;
        } catch (SQLException _) {
            return 1; // the driver does not understand it; the server did
        }
    }

    private final class Answers extends ResultHandlerBase {
        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            done++;
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            done++;
            if (done <= 0) {
                return; // of the opening
            }
            for (Tuple tuple : tuples) {
                byte @Nullable [] first = tuple.fieldCount() == 0 ? null : tuple.get(0);
                answers.add(first == null ? "" : new String(first, StandardCharsets.UTF_8));
            }
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // client_min_messages silences them
        }
    }
}
