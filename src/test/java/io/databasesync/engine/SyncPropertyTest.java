package io.databasesync.engine;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.GeneratedDatabases;
import io.databasesync.testing.engine.GeneratedSchema;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `Scenario` promises of every sync is true of schemas and values that nobody thought of. What fails says its
/// seed: `-Dproperty.seed=17,38` plays those again, `-Dproperty.runs=200` plays more.
class SyncPropertyTest {
    private static final int RUNS = Integer.getInteger("property.runs", 7);

    private static final List<Pair> PAIRS = List.of(Pair.values());

    static LongStream seeds() {
        String seeds = System.getProperty("property.seed");
        return seeds == null || seeds.isBlank() // as Maven passes an option that is not given
                ? LongStream.rangeClosed(1, RUNS)
                : Arrays.stream(seeds.split(",")).mapToLong(Long::parseLong);
    }

    // failure 22: quoted names
    // failure 23: values that look like syntax
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsThereArrives(long seed) {
        GeneratedSchema schema = new GeneratedSchema(seed);
        Played played = new Played(seed, pair(seed), schema.source(), schema.target());
        played.check(played.scenario()::play);
    }

    /// Sequences, settings, code, states, trees, views and whatever else surrounds a table.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyKindOfDatabaseIsReplaced(long seed) {
        GeneratedDatabases databases = new GeneratedDatabases(seed, pair(seed) != Pair.NEWER_TO_OLDER);
        Played played = new Played(seed, pair(seed), databases.source(), databases.target());
        Scenario scenario = played.scenario().mode(seed % 7 == 0 ? Mode.InPlace : Mode.Auto);
        played.check(() -> scenario.playAgainWith(GeneratedDatabases::change));
    }

    private static Pair pair(long seed) {
        return PAIRS.get(Math.floorMod(seed, PAIRS.size()));
    }

    private record Played(long seed, Pair pair, List<String> source, List<String> target) {
        Scenario scenario() {
            return pair.scenario()
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
                                .formatted(seed, pair, String.join(";\n", source), String.join(";\n", target)),
                        e);
            }
        }
    }
}
