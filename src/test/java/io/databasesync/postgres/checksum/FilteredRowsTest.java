package io.databasesync.postgres.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.SelectExpression;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.NamedRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A count, a checksum, a copy and a comparison read the same rows and expressions of a source table.
class FilteredRowsTest {
    private final ComparedDatabases databases = new ComparedDatabases();

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void readsOnlyTheRowsThatAreMeantAndWhatIsPutInThePlaceOfAColumn() {
        databases.newer().execute("create table t (id int, email text)");
        databases
                .newer()
                .execute("insert into t select i, 'somebody' || i || '@example.org' from generate_series(1, 9) i");
        databases.older().execute("create table t (id int, email text)");
        try (var sessions = new Sessions("rows", new Cancellation())) {
            SourceDatabase source =
                    SourceDatabase.connect(sessions, databases.newer().endpoint());
            TablePair all = databases.pair(sessions);
            TablePair some = all.withRows(new SourceRows(
                    all.rows().relation(),
                    "id > 4",
                    List.of(
                            all.rows().expressions().getFirst(),
                            new SelectExpression("email", "cast((md5(email)) as text)"))));
            databases
                    .older()
                    .execute(databases
                            .newer()
                            .column(
                                    "select format('insert into t values (%s, %L)', id, md5(email)) from t where id > 4")
                            .toArray(String[]::new));
            try (SourceSnapshot snapshot = source.snapshot(List.of(all.name()));
                    SourceSnapshot.Reader reader = snapshot.openReader()) {
                assertThat(reader.count(some)).isEqualTo(5);
                assertThat(reader.checksum(some)).isEqualTo(databases.target()).isNotEqualTo(reader.checksum(all));
                assertThat(copied(reader, some))
                        .isEqualTo(databases.older().column("select id || ' ' || email from t order by id"));
                databases.older().execute("update t set email = 'x' where id = 7", "insert into t values (1, 'y')");
                NamedRows found = TargetDatabase.connect(
                                sessions, databases.older().endpoint())
                        .control()
                        .inTransaction(
                                TransactionMode.READ_ONLY,
                                t -> new RowDifferences(
                                                TableChecksum.ofSource(some),
                                                reader.transaction(),
                                                TableChecksum.ofTarget(some, "public.t", "on the target"),
                                                t)
                                        .find());
                assertThat(found.summary()).isEqualTo("rows without a key: 1 only on the source, 2 only on the target");
            }
        }
    }

    private static List<String> copied(SourceSnapshot.Reader reader, TablePair rows) throws AssertionError {
        var out = new ByteArrayOutputStream();
        try {
            reader.transaction().copyManager().copyOut(CopyEnds.ofTable(rows).out("text"), out);
        } catch (SQLException | IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace('\t', ' '))
                .sorted()
                .toList();
    }
}
