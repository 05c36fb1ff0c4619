package io.databasesync.postgres.target;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.EventTrigger;
import io.databasesync.postgres.session.PostgresFailure;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names the functions of the target in a failure that they have raised, with the statement that mends it.
public final class OwnCode {
    private static final Pattern FUNCTION = Pattern.compile("function \"?([^\"(\\s]+)\"?(\\([^)]*\\))?");
    /// Undefined functions, tables, types, schemas.
    private static final Set<String> NOT_FOUND = Set.of("42883", "42P01", "42704", "3F000");

    private OwnCode() {}

    /// Whether a function took part in a failure.
    public static boolean concerns(SyncException failure) {
        return PostgresFailure.context(failure)
                .filter(where -> FUNCTION.matcher(where).find())
                .isPresent();
    }

    /// @param target over a connection of its own: the one that failed may be unusable
    public static SyncException named(SyncException failure, TargetDatabase target) {
        Matcher innermost = FUNCTION.matcher(PostgresFailure.context(failure).orElse(""));
        List<String> functions = innermost.results().map(m -> m.group(1)).toList();
        return target.control().inTransaction(TransactionMode.READ_ONLY, t -> {
            Optional<EventTrigger> trigger = new Catalog(t)
                    .code().eventTriggers().stream()
                            .filter(e -> functions.contains(e.function())
                                    || functions.contains(e.schema() + "." + e.function()))
                            .findFirst();
            return trigger.map(e -> raisedBy(e, failure)).orElseGet(() -> unresolved(t, failure, innermost));
        });
    }

    private static SyncException raisedBy(EventTrigger trigger, SyncException failure) {
        return SyncException.of(
                        failure.reason(),
                        "event trigger " + trigger.name(),
                        "%s; it was raised by %s of the target".formatted(failure.finding(), trigger),
                        Fix.run(trigger.disable())
                                .or("correct the function; it runs without a search_path, so it has to name schemas"))
                .withSqlState(failure.sqlState().orElse(null))
                .causedBy(failure);
    }

    private static SyncException unresolved(Transaction t, SyncException failure, Matcher innermost) {
        if (!failure.sqlState().filter(NOT_FOUND::contains).isPresent()
                || !innermost.reset().find()) {
            return failure;
        }
        return t
                .query(
                        """
                        select format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)),
                               coalesce((select string_agg(quote_ident(s), ', ') from unnest(current_schemas(false)) s), quote_ident(n.nspname))
                        from (select set_config('search_path', (select reset_val from pg_settings where name = 'search_path'), true)) path,
                             pg_proc p join pg_namespace n on n.oid = p.pronamespace
                        where n.nspname <> 'pg_catalog' and ? in (p.proname, n.nspname || '.' || p.proname)
                        order by (format('function %I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)) = ?) desc
                        limit 1""",
                        row -> withPath(failure, row.getString(1), row.getString(2)),
                        Reason.ConnectionLost,
                        "looking for a function",
                        innermost.group(1),
                        innermost.group())
                .stream()
                .findFirst()
                .orElse(failure);
    }

    private static SyncException withPath(SyncException failure, String function, @Nullable String path) {
        return SyncException.of(
                        failure.reason(),
                        failure.object(),
                        "%s; function %s relies on the search_path of its caller, which the server restricts here"
                                .formatted(failure.finding(), function),
                        Fix.run("ALTER FUNCTION %s SET search_path = %s".formatted(function, path)))
                .withSqlState(failure.sqlState().orElse(null))
                .causedBy(failure);
    }
}
