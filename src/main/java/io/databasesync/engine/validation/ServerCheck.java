package io.databasesync.engine.validation;

import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.SideBySide;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.ConnectionSettings.Part;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Checks servers as a whole, without their tables.
public final class ServerCheck {
    private static final int TRIED_CONNECTIONS = 2;
    private static final String UTF8 = "UTF8";
    /// `SQL_ASCII`: the server does not know the meaning of its bytes, so they cannot be converted.
    private static final String ANY_BYTES = "SQL_ASCII";
    private static final String POOLED =
            " is reached through a connection pooler: that works, but a direct connection is faster, and shows how far"
                    + " index builds are";

    private ServerCheck() {}

    /// @param same whether source and target are the same database
    /// @throws SyncException `SameDatabase`
    public static void different(SyncRequest request, ServerIdentity source, boolean same) {
        if (same) {
            throw SyncException.of(
                    Reason.SameDatabase,
                    "database " + source.database(),
                    "%s and %s are the same database %s (OID %d of one server)"
                            .formatted(request.source(), request.target(), source.database(), source.databaseOid()),
                    Fix.advice("name two different ones: correct %s or %s"
                            .formatted(
                                    request.source().where(Part.Database),
                                    request.target().where(Part.Database))));
        }
    }

    /// Checks that the target's encoding can hold every text of the source.
    ///
    /// @throws SyncException `EncodingMismatch`
    public static void encodings(SyncRequest request, ServerIdentity source, ServerIdentity target) {
        boolean readable = UTF8.equals(target.encoding()) && !ANY_BYTES.equals(source.encoding());
        if (!readable && !source.encoding().equals(target.encoding())) {
            String needed = ANY_BYTES.equals(source.encoding()) ? ANY_BYTES : UTF8;
            String created = target.database() + "_" + needed.toLowerCase(Locale.ROOT);
            throw SyncException.of(
                    Reason.EncodingMismatch,
                    "database " + request.target(),
                    "the target, database %s, has encoding %s, which cannot hold every text of the source %s, whose encoding is %s"
                            .formatted(request.target(), target.encoding(), request.source(), source.encoding()),
                    Fix.run("CREATE DATABASE %s ENCODING '%s' TEMPLATE template0"
                                    .formatted(Sql.readable(created), needed))
                            .after("name database %s: correct %s"
                                    .formatted(created, request.target().where(Part.Database))));
        }
    }

    /// Checks that all connections to the source reach one server. It tries a few. A later connection to another
    /// server fails when it joins the snapshot.
    ///
    /// @throws SyncException `LoadBalancedSource`
    public static void oneSource(SourceDatabase source) {
        SideBySide.run(Collections.nCopies(TRIED_CONNECTIONS, source::assertReached));
    }

    /// Warns of a source or target that is reached through a pooler.
    public static List<String> poolers(SyncRequest request, ServerIdentity source, ServerIdentity target) {
        List<String> warnings = new ArrayList<>();
        if (source.pooled()) {
            warnings.add("the source " + request.source() + POOLED);
        }
        if (target.pooled()) {
            warnings.add("the target " + request.target() + POOLED);
        }
        return warnings;
    }

    /// Warns of a standby source that may cancel the run's reads.
    ///
    /// @param delay after which it does so
    public static String standby(SyncRequest request, String delay) {
        return "the source %s is a standby that ends a read which holds up its replay after %s of max_standby_streaming_delay; set hot_standby_feedback = on there, or raise that delay"
                .formatted(request.source(), delay);
    }

    /// @throws SyncException `VersionUnsupported`
    public static void supported(ServerIdentity server) {
        if (server.major() < ServerIdentity.OLDEST_MAJOR || server.major() > ServerIdentity.NEWEST_MAJOR) {
            throw SyncException.of(
                    Reason.VersionUnsupported,
                    "database " + server.database(),
                    "database %s runs on PostgreSQL %s".formatted(server.database(), server.version()),
                    Fix.advice("use PostgreSQL %d to %d"
                            .formatted(ServerIdentity.OLDEST_MAJOR, ServerIdentity.NEWEST_MAJOR)));
        }
    }
}
