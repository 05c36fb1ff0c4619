package io.databasesync.postgres.session;

import io.databasesync.sync.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The statements that begin a transaction. They travel with its first statement.
///
/// @param database as messages name it
/// @param transactionTimeout whether the server knows this setting
/// @param snapshot an exported one that the transaction joins
/// @param before statements that come before everything that fixes a snapshot
/// @param open whether the transaction before, which only read, has yet to end; asked when it ends
record Opening(
        String database,
        TransactionMode mode,
        boolean transactionTimeout,
        @Nullable String snapshot,
        List<Question<Integer>> before,
        BooleanSupplier open) {
    // Text forms, casts and waiting depend on these settings. Notices are silenced, because nobody reads them during
    // COPY. The server notices within a minute that its client's machine is gone, and releases our locks. To compile
    // a query of the catalogs takes longer than to execute it.
    private static final String SETTINGS = Stream.of(
                    "search_path=",
                    "lock_timeout=0",
                    "quote_all_identifiers=off",
                    "standard_conforming_strings=on",
                    "idle_in_transaction_session_timeout=0",
                    "row_security=off",
                    "datestyle=ISO, YMD",
                    "intervalstyle=postgres",
                    "timezone=UTC",
                    "extra_float_digits=3",
                    "bytea_output=hex",
                    "lc_monetary=C",
                    "array_nulls=on",
                    "tcp_keepalives_idle=20",
                    "tcp_keepalives_interval=5",
                    "tcp_keepalives_count=6",
                    "xmloption=content",
                    "client_min_messages=error",
                    "default_tablespace=",
                    "default_table_access_method=heap",
                    "jit=off")
            .map(setting -> setting.split("=", 2))
            .map(setting -> "pg_catalog.set_config('%s', '%s', true)".formatted(setting[0], setting[1]))
            .collect(Collectors.joining(",\n       "));
    /// Makes the server check its client while it executes a statement. Otherwise a server that builds an index does
    /// not read from its client, and would continue for a dead one. Not every platform supports the check.
    private static final String END_WITH_CLIENT =
            ",\n       case when pg_catalog.textlike(pg_catalog.version(), '%linux%')"
                    + " then pg_catalog.set_config('client_connection_check_interval', '5s', true) end";

    private static final String TRANSACTION_TIMEOUT =
            ",\n       pg_catalog.set_config('transaction_timeout', '0', true)";

    List<Question<?>> questions() {
        List<Question<?>> questions = new ArrayList<>();
        if (open.getAsBoolean()) {
            questions.add(question("commit"));
        }
        mode.statements().forEach(sql -> questions.add(question(sql)));
        questions.add(question("set local statement_timeout = 0")); // by itself: all others together take milliseconds
        if (snapshot != null) {
            questions.add(Question.change(
                    "set transaction snapshot " + Sql.literal(snapshot),
                    Reason.ConnectionLost, // the snapshot ends with its holder's connection
                    "joining the source's snapshot",
                    List.of()));
        }
        questions.addAll(before);
        questions.add(
                question("select " + SETTINGS + END_WITH_CLIENT + (transactionTimeout ? TRANSACTION_TIMEOUT : "")));
        return questions;
    }

    private Question<Integer> question(String sql) {
        return Question.change(
                sql, Reason.ConnectionLost, "beginning a transaction on database " + database, List.of());
    }
}
