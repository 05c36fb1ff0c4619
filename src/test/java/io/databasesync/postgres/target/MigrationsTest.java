package io.databasesync.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private final TestDatabase target = TestServer.newer().createDatabase();

    @AfterEach
    void dropTarget() {
        target.close();
    }

    @Test
    void knowsTheNewestVersionThereIs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<MigrationVersion> versions = files.map(
                            file -> file.getFileName().toString())
                    .map(name -> MigrationVersion.fromVersion(name.substring(1, name.indexOf("__"))))
                    .sorted()
                    .toList();

            assertThat(MigrationVersion.fromVersion(Migrations.NEWEST))
                    .as("Migrations.NEWEST; set it to the version of the newest file")
                    .isEqualTo(versions.getLast());
        }
    }

    @Test
    void makesTheSchemaWhereThereIsNone() {
        migrate(target.endpoint());

        assertThat(target.value("select max(version) from databasesync.flyway_schema_history where success"))
                .isEqualTo(Migrations.NEWEST);
        assertThat(target.value("select count(*) from databasesync.run")).isEqualTo("0");
    }

    @Test
    void makesWhatFlywayWouldMake() {
        migrate(target.endpoint());
        List<String> made = shape();
        target.execute("drop schema databasesync cascade");

        try (Sessions sessions = new Sessions("migrations-test", new Cancellation())) {
            TargetDatabase flyways = TargetDatabase.connect(sessions, target.endpoint());
            Migrations.run(sessions.dataSource(target.endpoint(), flyways.identity()), flyways.identity());
        }

        assertThat(made).isEqualTo(shape()).hasSizeGreaterThan(50);
    }

    private List<String> shape() {
        return target.column("""
                select concat_ws(' ', c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                  pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class'))
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                where c.relnamespace = 'databasesync'::regnamespace and c.relkind <> 't'
                union all
                select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
                where connamespace = 'databasesync'::regnamespace
                union all
                select concat_ws(' ', installed_rank, version, description, type, script, checksum, installed_by, success)
                from databasesync.flyway_schema_history
                order by 1""");
    }

    @Test
    void leavesTheNewestVersionToItself() {
        migrate(target.endpoint());
        target.execute("update databasesync.flyway_schema_history set checksum = 42"); // Flyway would refuse this

        migrate(target.endpoint());

        assertThat(target.value("select checksum from databasesync.flyway_schema_history where version = '"
                        + Migrations.NEWEST + "'"))
                .isEqualTo("42");
    }

    @Test
    void runsWhatIsNotRecordedAsDone() {
        migrate(target.endpoint());
        target.execute(
                "drop schema databasesync cascade",
                "create schema databasesync",
                "create table databasesync.flyway_schema_history (installed_rank int primary key, version varchar(50),"
                        + " description varchar(200) not null, type varchar(20) not null, script varchar(1000) not null, checksum int,"
                        + " installed_by varchar(100) not null, installed_on timestamp not null default now(),"
                        + " execution_time int not null, success boolean not null)");

        migrate(target.endpoint());

        assertThat(target.value("select count(*) from databasesync.run")).isEqualTo("0");
    }

    @Test
    void refusesASchemaWhoseMigrationFailed() {
        migrate(target.endpoint());
        target.execute(
                "insert into databasesync.flyway_schema_history values (99, '0.9', 'half', 'SQL', 'V0_9__half.sql', 1, 'me', now(), 1, false)");

        refuses(target.endpoint(), Reason.StageFailed);
    }

    @Test
    void refusesASchemaThatOurRoleMayNotRead() {
        migrate(target.endpoint());

        refuses(target.endpoint(target.newRole(), "role's own"), Reason.PrivilegeMissing);
    }

    private static void refuses(ConnectionSettings endpoint, Reason reason) {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> migrate(endpoint))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(reason))
                .withMessageContaining("making schema databasesync in the target");
    }

    private static void migrate(ConnectionSettings endpoint) {
        try (Sessions sessions = new Sessions("migrations-test", new Cancellation())) {
            TargetDatabase.connect(sessions, endpoint).makeSchema();
        }
    }
}
