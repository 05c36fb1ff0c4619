package io.databasesync.testing.postgres;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.sync.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Other tests compare hashes and structures. This test checks that those show every difference.
class TestDatabaseTest {
    private static final List<TableName> NOTE = List.of(new TableName("public", "note"));

    @Test
    void hashesAreEqualOnBothMajorsWhateverTheOrder() {
        try (var older = TestServer.older().createDatabase();
                var newer = TestServer.newer().createDatabase()) {
            older.fixture(50, false);
            older.execute("create table note (id int, body text)", "insert into note values (1, null), (2, '')");
            newer.execute("create table note (body text, id int)", "insert into note values ('', 2), (null, 1)");

            assertThat(older.server().major()).isLessThan(newer.server().major());
            assertThat(newer.contentHashes(NOTE)).isEqualTo(older.contentHashes(NOTE));
            assertThat(older.contentHashes(NOTE).get(NOTE.getFirst())).startsWith("2:");
            assertThat(older.tables()).hasSize(20);
            assertThat(older.contentHashes(older.tables())).hasSize(20);
        }
    }

    @Test
    void hashesTellNullFromAnEmptyText() {
        try (var database = TestServer.newer().createDatabase()) {
            database.execute("create table note (id int, body text)", "insert into note values (1, null)");
            var before = database.contentHashes(NOTE);

            database.execute("update note set body = ''");

            assertThat(database.contentHashes(NOTE)).isNotEqualTo(before);
            assertThat(database.rows("select * from note")).containsExactly(row(1, ""));
        }
    }

    @Test
    void structureSeesWhateverChanges() {
        try (var database = TestServer.newer().createDatabase()) {
            database.execute("create table note (id serial primary key, body text)", "create table other (id int)");
            for (String change : List.of(
                    "alter table note alter body set default 'x'",
                    "alter table note alter body set not null",
                    "create index on note (body)",
                    "alter table note add check (id > 0)",
                    "comment on column note.body is 'text'",
                    "select nextval('note_id_seq')",
                    "grant select on note to public",
                    "grant select (body) on note to public",
                    "create view v as select * from note",
                    "comment on view v is 'view'",
                    "alter table other add foreign key (id) references note",
                    "alter table note enable row level security",
                    "create policy p on note using (true)",
                    "create function f() returns int begin atomic select count(*)::int from note; end",
                    "create publication p for table note",
                    "create statistics on id, body from note",
                    "alter table note set (fillfactor = 50)",
                    "alter table note replica identity full")) {
                Structure before = database.structure(NOTE);
                database.execute(change);
                assertThat(database.structure(NOTE)).as(change).isNotEqualTo(before);
            }
        }
    }

    @Test
    void asksRolesForTheirPassword() {
        try (var database = TestServer.newer().createDatabase()) {
            String role = database.newRole();

            assertThatThrownBy(() -> java.sql.DriverManager.getConnection(
                            "jdbc:postgresql://localhost:%d/%s"
                                    .formatted(database.server().port(), database.name()),
                            role,
                            "wrong"))
                    .hasMessageContaining("password authentication failed");
        }
    }
}
