package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Collection;

/// The definitions of some relations, of what belongs to them and of what depends on them, as one text of the
/// server. It is read before these definitions are, and compared under the locks: if it is the same, they still
/// hold.
///
/// @param query that calculates it
record Fingerprint(String query, String value) {
    /// The SQLSTATE of a proof that fails.
    private static final String CHANGED = "DBS01";

    /// @param names that tables have or will get
    /// @param oids of the relations
    static Fingerprint read(Transaction t, Collection<TableName> names, Collection<Long> oids) {
        String query = Sql.bound(
                SqlResource.load("fingerprint"),
                Sql.numbers("oid", oids),
                Sql.texts(names.stream().map(TableName::schema).toList()),
                Sql.texts(names.stream().map(TableName::name).toList()));
        return new Fingerprint(
                query,
                t.query(query, row -> row.getString(1), Reason.PublishFailed, "reading what a swap concerns")
                        .getFirst());
    }

    /// The statement that fails if it has changed.
    Script proof() {
        return new Script()
                .add(
                        Sql.block(
                                "begin if (%s) <> %s then raise exception using errcode = '%s', message = 'definitions are being changed on the target again and again'; end if; end"
                                        .formatted(query, Sql.literal(value), CHANGED)),
                        Reason.PublishFailed,
                        "proving that the target has not changed");
    }

    /// Whether a script has failed because it had changed.
    static boolean changed(SyncException failure) {
        return failure.sqlState().filter(CHANGED::equals).isPresent();
    }
}
