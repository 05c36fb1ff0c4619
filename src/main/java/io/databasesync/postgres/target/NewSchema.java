package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the schema of leases and history in a database that lacks it, in one message. Flyway would need some eighty
/// round trips. It still does all upgrades, and finds its own table as it would have left it.
final class NewSchema {
    private static final Logger LOG = LoggerFactory.getLogger(NewSchema.class);
    private static final List<String> MIGRATIONS = List.of("V1__databasesync.sql");
    private static final String HISTORY = """
            create schema databasesync;
            create table databasesync.flyway_schema_history (
                installed_rank int not null,
                version varchar(50),
                description varchar(200) not null,
                type varchar(20) not null,
                script varchar(1000) not null,
                checksum integer,
                installed_by varchar(100) not null,
                installed_on timestamp not null default now(),
                execution_time integer not null,
                success boolean not null,
                constraint flyway_schema_history_pk primary key (installed_rank)
            );
            create index flyway_schema_history_s_idx on databasesync.flyway_schema_history (success);
            insert into databasesync.flyway_schema_history
              values (0, null, '<< Flyway Schema Creation >>', 'SCHEMA', '"databasesync"', null, current_user, default, 0, true)""";

    private NewSchema() {}

    /// @return whether it was made; otherwise Flyway finds out why not, or makes it
    static boolean made(Session control) {
        Script script = new Script();
        add(script, HISTORY);
        for (int i = 0; i < MIGRATIONS.size(); i++) {
            String text = text(MIGRATIONS.get(i));
            add(script, text);
            add(script, recorded(i + 1, MIGRATIONS.get(i), checksum(text)));
        }
        try (Transaction t = control.begin(TransactionMode.READ_WRITE)) {
            t.commit(script);
            return true;
        } catch (SyncException e) {
            if (control.lost()) {
                throw e;
            }
            LOG.debug("not made in one message: {}", e.getMessage());
            return false;
        }
    }

    private static void add(Script script, String sql) {
        script.add(sql, Reason.StageFailed, "making schema %s in the target".formatted(Migrations.SCHEMA));
    }

    private static String recorded(int rank, String file, int checksum) {
        String name = file.substring(1, file.length() - ".sql".length());
        int end = name.indexOf("__");
        return "insert into databasesync.flyway_schema_history values (%d, %s, %s, 'SQL', %s, %d, current_user, default, 0, true)"
                .formatted(
                        rank,
                        Sql.literal(name.substring(0, end)),
                        Sql.literal(name.substring(end + 2).replace('_', ' ')),
                        Sql.literal(file),
                        checksum);
    }

    // As Flyway computes it: without the ends of lines.
    private static int checksum(String text) {
        CRC32 sum = new CRC32();
        text.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }

    private static String text(String file) {
        try (InputStream in = NewSchema.class.getResourceAsStream("/db/migration/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no resource db/migration/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
