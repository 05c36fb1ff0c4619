package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A first sync into an empty database makes what `pg_dump --schema-only` shows of the source. `SchemaDump` says what
/// is normalised.
class PgDumpComparisonIT {
    @ParameterizedTest
    @ValueSource(ints = {15, 17, 18})
    void createsTheKnowledgeBase(int major) {
        compare(major, target -> {}, source -> source.fixture(10, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 17, 18})
    void createsARentalShop(int major) {
        compare(major, target -> target.script("rental-functions"), source -> source.script("rental"));
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 17, 18})
    void createsWhateverATableCanBe(int major) {
        compare(major, target -> {}, source -> {
            source.script("adversarial");
            source.script("newer");
        });
    }

    @Test
    void createsWhatTheNewestServerHas() {
        compare(18, target -> {}, source -> source.script("newest"));
    }

    @Test
    void createsNothingThatTheSelectionDoesNotNeed() {
        new Scenario(TestServer.container(17), TestServer.container(17))
                .source(
                        "create schema other",
                        "create type other.unused as enum ('a')",
                        "create extension citext",
                        "create sequence unused",
                        "create table other.t (c citext, k other.unused)",
                        "create table wanted (id serial primary key)")
                .include("public.wanted")
                .once((_, target) -> assertThat(target.dump().keySet())
                        .containsExactlyInAnyOrder(
                                "TABLE public.wanted",
                                "SEQUENCE public.wanted_id_seq",
                                "SEQUENCE OWNED BY public.wanted_id_seq",
                                "DEFAULT public.wanted id",
                                "CONSTRAINT public.wanted wanted_pkey"));
    }

    private static void compare(int major, Consumer<TestDatabase> both, Consumer<TestDatabase> source) {
        new Scenario(TestServer.container(major), TestServer.container(major))
                .source(both)
                .target(both)
                .source(source)
                .once((from, to) -> {
                    List<String> wanted = lines(from.dump());
                    List<String> made = lines(to.dump());
                    assertThat(Stream.concat(
                                    without(wanted, made).stream().map("not made: "::concat),
                                    without(made, wanted).stream().map("not of the source: "::concat)))
                            .isEmpty();
                });
    }

    private static List<String> lines(SortedMap<String, String> dump) {
        return dump.entrySet().stream()
                .map(object -> object.getKey() + ": " + object.getValue())
                .toList();
    }

    private static List<String> without(List<String> all, List<String> some) {
        return all.stream().filter(line -> !some.contains(line)).toList();
    }
}
