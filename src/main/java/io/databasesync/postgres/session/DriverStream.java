package io.databasesync.postgres.session;

import java.lang.reflect.Field;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.jdbc.PgConnection;

/// The stream of a connection, for messages that the driver's own API cannot send together: it waits for an answer
/// before and after each `COPY`.
final class DriverStream {
    private static final Field STREAM = field();

    private DriverStream() {}

    static PGStream of(PgConnection connection) {
        try {
            return (PGStream) STREAM.get(connection.getQueryExecutor());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the driver hides its stream", e);
        }
    }

    private static Field field() {
        try {
            Field stream = QueryExecutorBase.class.getDeclaredField("pgStream");
            stream.setAccessible(true);
            return stream;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this version of the driver has another stream", e);
        }
    }
}
