package io.databasesync.engine;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.GeneratedDatabases;
import io.databasesync.testing.engine.GeneratedSchema;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `Scenario` promises of every sync is true of schemas and values that nobody thought of. What fails says its
/// seed: `-Dproperty.seed=17,38` plays those again, `-Dproperty.runs=200` plays more, from `-Dproperty.first=8` on.
/// `-Dproperty.servers=15-18,18-18` plays from PostgreSQL 15 to 18 and within 18, in containers.
class SyncPropertyTest {
    private static final int RUNS = Integer.getInteger("property.runs", 7);

    private static final int OLDER = 15;
    private static final int NEWER = 17;

    private static final int FIRST = Integer.getInteger("property.first", 1);

    private static final List<Played.Servers> SERVERS = servers();

    static LongStream seeds() {
        String seeds = System.getProperty("property.seed");
        return seeds == null || seeds.isBlank() // as Maven passes an option that is not given
                ? LongStream.range(FIRST, FIRST + RUNS)
                : Arrays.stream(seeds.split(",")).mapToLong(Long::parseLong);
    }

    // failure 22: quoted names
    // failure 23: values that look like syntax
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsThereArrives(long seed) {
        GeneratedSchema schema = new GeneratedSchema(seed);
        Played played = new Played(seed, servers(seed), schema.source(), schema.target());
        played.check(played.scenario()::play);
    }

    /// Sequences, settings, code, states, trees, views and whatever else surrounds a table.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyKindOfDatabaseIsReplaced(long seed) {
        Played.Servers servers = servers(seed);
        GeneratedDatabases databases = new GeneratedDatabases(seed, servers.sourceMajor(), servers.targetMajor());
        Played played = new Played(seed, servers, databases.source(), databases.target());
        Scenario scenario = played.scenario().mode(seed % 7 == 0 ? Mode.InPlace : Mode.Auto);
        played.check(() -> scenario.playAgainWith(GeneratedDatabases::change));
    }

    private static Played.Servers servers(long seed) {
        return SERVERS.get(Math.floorMod(seed, SERVERS.size()));
    }

    private static List<Played.Servers> servers() {
        String pairs = System.getProperty("property.servers", "");
        return pairs.isBlank()
                ? Arrays.stream(Pair.values()).map(Played.Servers::of).toList()
                : Arrays.stream(pairs.split(",")).map(Played.Servers::of).toList();
    }

    private record Played(long seed, Servers servers, List<String> source, List<String> target) {
        /// @param scenario starts the servers when a seed needs them
        record Servers(String name, int sourceMajor, int targetMajor, Supplier<Scenario> scenario) {
            static Servers of(Pair pair) {
                return switch (pair) {
                    case NEWER_TO_OLDER -> new Servers(pair.name(), NEWER, OLDER, pair::scenario);
                    case OLDER_TO_NEWER -> new Servers(pair.name(), OLDER, NEWER, pair::scenario);
                    case WITHIN_ONE -> new Servers(pair.name(), NEWER, NEWER, pair::scenario);
                };
            }

            static Servers of(String majors) {
                int source = Integer.parseInt(majors.substring(0, majors.indexOf('-')));
                int target = Integer.parseInt(majors.substring(majors.indexOf('-') + 1));
                return new Servers(
                        majors,
                        source,
                        target,
                        () -> new Scenario(TestServer.container(source), TestServer.container(target)));
            }
        }

        Scenario scenario() {
            return servers.scenario()
                    .get()
                    .verification(seed % 2 == 0 ? Comparison.Checksum : Comparison.Counts)
                    .source(source.toArray(String[]::new))
                    .target(target.toArray(String[]::new));
        }

        void check(Runnable play) {
            try {
                play.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "-Dproperty.seed=%d, %s\nsource:\n%s\ntarget:\n%s"
                                .formatted(
                                        seed, servers.name(), String.join(";\n", source), String.join(";\n", target)),
                        e);
            }
        }
    }
}
