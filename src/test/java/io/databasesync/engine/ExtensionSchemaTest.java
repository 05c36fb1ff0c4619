package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Extensions that are in another schema on the target than on the source: `public` and `extensions`, as on some
/// managed servers.
class ExtensionSchemaTest {
    private static final String[] NAMES = {"citext", "hstore", "pg_trgm", "btree_gist", "cube"};

    /// Everything of a table in which an extension can be named; `x.` stands for its schema. Types of the source's
    /// own are in `public`, too.
    private static final String[] TABLES = {
        "create type public.kind as enum ('a', 'b')",
        "create domain mail as x.citext default 'nobody@example.org' check (value operator(x.~) '@'::x.citext)",
        "create domain mails as x.citext[]",
        "create type contact as (name x.citext, kind kind, tags x.hstore)",
        """
        create table person (
          id int primary key,
          name x.citext not null default 'public.citext'::x.citext,
          mail mail, mails mails, names x.citext[], contact contact, kind kind default 'a',
          tags x.hstore default 'a=>1'::x.hstore,
          place x.cube,
          has_a boolean generated always as (tags operator(x.?) 'a') stored,
          note text,
          constraint typed check (pg_typeof(name) = 'x.citext'::regtype),
          constraint named check (name operator(x.<>) 'NOBODY'::x.citext),
          constraint tagged check (not tags operator(x.@>) 'public.hstore=>1'::x.hstore) not valid)
        """,
        "create index by_note on person using gin (note x.gin_trgm_ops)",
        "create index by_distance on person using gist (note x.gist_trgm_ops (siglen = 32))",
        "create index by_place on person using gist (place)",
        "create index by_tags on person using gin (tags) where name operator(x.<>) 'nobody'::x.citext",
        "create unique index by_similarity on person (x.similarity(note, 'a'), id)",
        "create statistics by_word (ndistinct) on (x.show_trgm(note)), id from person",
        """
        create table booking (
          room x.citext, who int, during tsrange,
          exclude using gist (who with =, (room::text) with =, during with &&))
        """,
        "create table event (name x.citext, id int, primary key (name, id)) partition by list (name)",
        "create table event_a partition of event for values in ('a', 'A2')",
        "create table event_other partition of event default",
        """
        insert into person (id, name, mail, mails, names, contact, kind, tags, place, note)
        values (1, 'Ann', 'Ann@example.org', '{a,B}', '{C}', ('d', 'b', 'e=>2'), 'b', 'a=>3', '(1,2)', 'it''s public.citext')
        """,
        "insert into person (id) values (2)",
        "insert into booking values ('Blue', 1, '[2026-01-01,2026-01-02)'), ('blue', 2, null)",
        "insert into event values ('A', 1), ('b', 2)"
    };

    private static String[] extensionsIn(String schema) {
        return Stream.of(NAMES)
                .map(name -> "create extension %s schema %s".formatted(name, schema))
                .toArray(String[]::new);
    }

    private static String[] tablesIn(String schema) {
        return Stream.of(TABLES).map(sql -> sql.replace("x.", schema + ".")).toArray(String[]::new);
    }

    private static String[] emptyTablesIn(String schema) {
        return Stream.of(tablesIn(schema))
                .filter(sql -> !sql.startsWith("insert"))
                .toArray(String[]::new);
    }

    /// The tables' definitions, of a server whose extensions are in one schema, as another one prints them.
    private static UnaryOperator<String> moved(String from, String to) {
        Pattern names = Pattern.compile(
                "\\b%s\\.(?=(?:citext|hstore|cube|gin_trgm_ops|gist_trgm_ops|similarity|show_trgm)\\b(?![\"'])|[^\\w\"])"
                        .formatted(from));
        return line -> names.matcher(line.replace("::citext", "::" + from + ".citext")) // domains keep the text
                .replaceAll(to + ".")
                .replace("'%s.citext'::regtype".formatted(from), "'%s.citext'::regtype".formatted(to));
    }

    private static Scenario scenario(Pair pair, String from, String to) {
        return pair.scenario()
                .both("create schema extensions")
                .source(extensionsIn(from))
                .target(extensionsIn(to))
                .source(tablesIn(from))
                .respelled(moved(from, to));
    }

    // failure 17: an extension in another schema
    @Test
    void createsTablesWhoseExtensionsAreInAnotherSchema() {
        scenario(Pair.NEWER_TO_OLDER, "public", "extensions")
                .verification(Comparison.Checksum)
                .afterSync(target -> assertThat(
                                target.value("select count(*) from person where name operator(extensions.=) 'ANN'"
                                        + " and contact = row('D', 'b', 'e=>2')::contact"))
                        .isEqualTo("1"))
                .play();
    }

    @Test
    void createsThemWhereTheExtensionsAreInPublic() {
        scenario(Pair.OLDER_TO_NEWER, "extensions", "public").play();
    }

    @Test
    void createsThemInPlaceOfNothing() {
        scenario(Pair.OLDER_TO_NEWER, "extensions", "public").mode(Mode.InPlace).play();
    }

    @Test
    void replacesTablesWhoseExtensionsAreInAnotherSchema() {
        scenario(Pair.NEWER_TO_OLDER, "public", "extensions")
                .target(emptyTablesIn("extensions"))
                .target(
                        "create view names as select id, name, extensions.similarity(note, 'b') from person"
                                + " where name operator(extensions.<>) 'x'",
                        "insert into person values (7, 'Old')")
                .play();
    }
}
