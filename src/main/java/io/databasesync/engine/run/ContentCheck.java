package io.databasesync.engine.run;

import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.TableContent;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Fix;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Compares each loaded table with the source: the number of rows, or the content too. Used by several threads.
public final class ContentCheck {
    private final Comparison method;
    private final SourceSnapshot snapshot;
    private final Map<TableName, TableDigest> digests = new ConcurrentHashMap<>();
    private final Set<TableName> equal = ConcurrentHashMap.newKeySet();

    public ContentCheck(Comparison method, SourceSnapshot snapshot) {
        this.method = method;
        this.snapshot = snapshot;
    }

    /// Whether the number of rows is all that is compared.
    public boolean countsOnly() {
        return method == Comparison.Counts;
    }

    /// Takes the number of rows that the source counted together with the copy.
    ///
    /// @throws SyncException `VerificationFailed` if another number of rows was copied
    public VerifiedTable source(RunTable table, long counted, long copied) {
        equal(table.name(), counted, copied, "were copied");
        return new VerifiedTable(table.name(), counted);
    }

    /// Reads the source's count or checksum right after the copy, while the table is in the source's cache.
    ///
    /// @param copied rows that the target has confirmed
    /// @return rows in the snapshot
    /// @throws SyncException `VerificationFailed` if another number of rows was copied
    public VerifiedTable source(SourceSnapshot.Reader reader, RunTable table, long copied) {
        return source(table, source(reader, table), copied);
    }

    private long source(SourceSnapshot.Reader reader, RunTable table) {
        if (method == Comparison.Counts) {
            return reader.count(table.pair());
        }
        TableDigest digest = reader.checksum(table.pair());
        digests.put(table.name(), digest);
        return digest.rows();
    }

    /// Compares a stage table that an earlier process has loaded, always by content: its rows may differ under
    /// another snapshot.
    ///
    /// @return rows in the snapshot, if the stage holds exactly these
    public OptionalLong left(SourceSnapshot.Reader reader, TableContent content, RunTable table) {
        TableDigest source = reader.checksum(table.pair());
        if (!content.checksum(table).equals(source)) {
            return OptionalLong.empty();
        }
        digests.put(table.name(), source);
        return OptionalLong.of(source.rows());
    }

    /// Ends the snapshot, unless the run may need it to find rows that differ.
    public void endSnapshot() {
        if (method == Comparison.Counts) {
            snapshot.end();
        }
    }

    /// Compares loaded tables, at least one.
    ///
    /// @param rows in the source's snapshot, by table
    /// @throws SyncException `VerificationFailed`
    public void loaded(TableContent content, List<RunTable> tables, Map<TableName, Long> rows) {
        if (method == Comparison.Counts) {
            List<Long> found = content.count(tables);
            for (int i = 0; i < tables.size(); i++) {
                TableName name = tables.get(i).name();
                equal(name, rows.getOrDefault(name, -1L), found.get(i), content.where());
            }
        } else {
            tables.forEach(table -> compareDigests(content, table));
        }
        tables.forEach(table -> equal.add(table.name()));
    }

    /// Checks that every table was compared. A run must not publish without this proof.
    ///
    /// @throws SyncException `VerificationFailed`
    public void complete(Collection<RunTable> tables) {
        List<TableName> missed = tables.stream()
                .map(RunTable::name)
                .filter(name -> !equal.contains(name))
                .toList();
        if (!missed.isEmpty()) {
            throw SyncException.of(
                    Reason.VerificationFailed,
                    TableName.inWords(missed),
                    "%d of %d tables were not compared with the source, such as %s; nothing was published"
                            .formatted(missed.size(), tables.size(), missed.getFirst()),
                    Fix.advice("sync again"));
        }
    }

    private void compareDigests(TableContent content, RunTable table) {
        TableDigest source = Objects.requireNonNull(digests.get(table.name()), "every table was read");
        TableDigest loaded = content.checksum(table);
        if (!loaded.equals(source)) {
            throw differing(content, table, source, loaded);
        }
    }

    private static void equal(TableName table, long rows, long found, String where) {
        if (rows != found) {
            throw SyncException.of(
                    Reason.VerificationFailed,
                    "table " + table,
                    String.format(
                            Locale.ROOT,
                            "table %s has %,d rows in the source's snapshot, but %,d %s; nothing was published",
                            table,
                            rows,
                            found,
                            where),
                    Fix.advice("sync again"));
        }
    }

    private SyncException differing(TableContent content, RunTable table, TableDigest source, TableDigest loaded) {
        try (SourceSnapshot.Reader reader = snapshot.openReader()) {
            NamedRows rows = content.differences(table, reader);
            return SyncException.of(
                            Reason.VerificationFailed,
                            "table " + table.name(),
                            "%s; %s; nothing was published"
                                    .formatted(figures(table.name(), source, loaded, content.where()), summary(rows)),
                            Fix.advice("sync again"))
                    .naming(List.of(rows));
        }
    }

    /// The text of a message about rows that differ.
    public static String summary(NamedRows rows) {
        return rows.first().isEmpty()
                ? "no single row that differs was found: the table has no columns, or it has changed meanwhile"
                : rows.summary();
    }

    /// The text with row count and checksum of both sides.
    public static String figures(TableName table, TableDigest source, TableDigest target, String where) {
        return String.format(
                Locale.ROOT,
                "table %s has %,d rows with checksum %d on the source and %,d rows with checksum %d %s",
                table,
                source.rows(),
                source.sum(),
                target.rows(),
                target.sum(),
                where);
    }

    /// The sentence for the history about tables that are equal.
    ///
    /// @param kept how many of them an earlier process had copied
    public static String sentence(Comparison method, List<VerifiedTable> tables, int kept) {
        long rows = tables.stream().mapToLong(VerifiedTable::rows).sum();
        return "%s: %d tables, %d rows equal%s"
                .formatted(
                        method,
                        tables.size(),
                        rows,
                        kept == 0 ? "" : "; %d of them kept from an earlier attempt by checksum".formatted(kept));
    }
}
