package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// On a long way each flight costs a round trip: the client sends, and waits for the server. So no table may cost a
/// flight of its own.
class FlightsTest {
    private static final int FEW = 19;
    private static final int MANY = 38;
    /// A heartbeat may come in between, and reports of phases come a little late.
    private static final int CHANCE = 4;
    /// What a connection takes: whether one more is opened beside the work is a matter of chance, too.
    private static final int CONNECTION = 5;

    @Test
    void aPlanTakesAsManyFlightsForManyTablesAsForFew() {
        int few = run(FEW, Operation.Plan).all();
        int many = run(MANY, Operation.Plan).all();

        assertThat(many).isCloseTo(few, Offset.offset(CHANCE + CONNECTION)).isLessThan(35);
    }

    @Test
    void aTableCostsNoFlightBeforeAndAfterTheCopy() {
        Flights few = run(FEW, Operation.Sync);
        Flights many = run(MANY, Operation.Sync);

        for (Phase phase : List.of(Phase.Validating, Phase.Preparing, Phase.Verifying, Phase.Publishing)) {
            assertThat(many.in(phase))
                    .as("flights in %s", phase)
                    .isCloseTo(few.in(phase), Offset.offset(CHANCE))
                    .isLessThan(28);
        }
    }

    @Test
    void neitherDoesATree() {
        Flights few = run(Tables.ofAllKinds(3), Operation.Sync, Mode.Auto);
        Flights many = run(Tables.ofAllKinds(6), Operation.Sync, Mode.Auto);

        for (Phase phase : List.of(Phase.Validating, Phase.Preparing)) {
            assertThat(many.in(phase)).as("flights in %s", phase).isCloseTo(few.in(phase), Offset.offset(CHANCE));
        }
        assertThat(many.in(Phase.Verifying) - few.in(Phase.Verifying))
                .as("flights for 3 materialized views")
                .isLessThan(3 * 6 + CHANCE);
        assertThat(many.in(Phase.Publishing) - few.in(Phase.Publishing))
                .as("flights for 3 tables that are filled, each with a foreign key to validate")
                .isLessThan(3 * 8 + CHANCE);
    }

    @Test
    void inPlaceATableCostsFlightsForItsRowsAndItsIndexesOnly() {
        Flights few = run(Tables.ofAllKinds(3), Operation.Sync, Mode.InPlace);
        Flights many = run(Tables.ofAllKinds(6), Operation.Sync, Mode.InPlace);

        for (Phase phase : List.of(Phase.Validating, Phase.Verifying, Phase.Publishing)) {
            assertThat(many.in(phase)).as("flights in %s", phase).isCloseTo(few.in(phase), Offset.offset(CHANCE));
        }
        assertThat(many.in(Phase.Preparing) - few.in(Phase.Preparing)).isLessThan(12 + CHANCE);
        assertThat(many.in(Phase.Copying) - few.in(Phase.Copying)).isLessThan(4 * 12 + CHANCE);
        assertThat(many.in(Phase.Indexing) - few.in(Phase.Indexing)).isLessThan(3 * 12 + CHANCE);
    }

    @Test
    void neitherDoesATableWhereAnEventTriggerOfTheTargetFires() {
        Flights few = run(Tables.plain(FEW).withEventTrigger(), Operation.Sync, Mode.Auto);
        Flights many = run(Tables.plain(MANY).withEventTrigger(), Operation.Sync, Mode.Auto);

        assertThat(many.in(Phase.Preparing)).isCloseTo(few.in(Phase.Preparing), Offset.offset(CHANCE));
    }

    @Test
    void aRollbackTakesAsManyFlightsForManyTablesAsForFew() {
        Flights few = rollback(FEW);
        Flights many = rollback(MANY);

        assertThat(many.all())
                .isCloseTo(few.all(), Offset.offset(CHANCE + CONNECTION))
                .isLessThan(36);
    }

    private static Flights rollback(int tables) {
        try (Tables pair = Tables.plain(tables);
                Relay toSource = new Relay(TestServer.newer());
                Relay toTarget = new Relay(TestServer.older())) {
            SyncEngine engine = new SyncEngine();
            engine.run(
                    pair.request(Operation.Sync, Mode.Auto, toSource, toTarget), ProgressSink.NONE, new Cancellation());
            toSource.mark();
            toTarget.mark();
            Flights flights = new Flights(List.of(toSource, toTarget));
            SyncOutcome outcome = engine.run(
                    pair.request(Operation.Rollback, Mode.Auto, toSource, toTarget), flights, new Cancellation());
            assertThat(outcome).isInstanceOf(SyncOutcome.Restored.class);
            System.out.printf("Rollback of %2d tables: %s%n", pair.count, flights);
            return flights;
        }
    }

    private static Flights run(int tables, Operation operation) {
        return run(Tables.plain(tables), operation, Mode.Auto);
    }

    private static Flights run(Tables tables, Operation operation, Mode mode) {
        try (Tables pair = tables;
                Relay toSource = new Relay(TestServer.newer());
                Relay toTarget = new Relay(TestServer.older())) {
            Flights flights = new Flights(List.of(toSource, toTarget));
            SyncOutcome outcome = new SyncEngine()
                    .run(pair.request(operation, mode, toSource, toTarget), flights, new Cancellation());
            assertThat(outcome).isInstanceOf(operation == Operation.Plan ? Planned.class : Synced.class);
            System.out.printf("%-5s %-7s of %2d tables: %s%n", operation, mode, pair.count, flights);
            return flights;
        }
    }

    /// Counts the flights to both servers, phase by phase.
    private static final class Flights implements ProgressSink {
        private final List<Relay> relays;
        private final Map<Phase, Integer> begun = new EnumMap<>(Phase.class);
        private int connecting;

        Flights(List<Relay> relays) {
            this.relays = relays;
        }

        int all() {
            return relays.stream().mapToInt(Relay::flights).sum();
        }

        /// Those that connect are part of validating: it is a matter of chance which of them come first.
        synchronized int in(Phase phase) {
            int from = phase == Phase.Validating ? 0 : begun.getOrDefault(phase, 0);
            return begun.entrySet().stream()
                            .filter(e -> e.getKey().compareTo(phase) > 0)
                            .mapToInt(Map.Entry::getValue)
                            .findFirst()
                            .orElse(all())
                    - from;
        }

        @Override
        public synchronized void report(Progress progress) {
            begun.putIfAbsent(progress.phase(), all());
        }

        @Override
        public synchronized void reached(ReachedDatabases databases) {
            connecting = all();
        }

        @Override
        public synchronized void planned(Plan plan) {
            begun.putIfAbsent(Phase.Preparing, all());
        }

        @Override
        public synchronized String toString() {
            StringBuilder text = new StringBuilder("connecting " + connecting);
            for (Phase phase : Phase.values()) {
                if (begun.containsKey(phase) && !phase.terminal()) {
                    text.append(", ").append(phase).append(' ').append(in(phase));
                }
            }
            return text.append(", all ").append(all()).toString();
        }
    }

    /// Tables on both sides with indexes, keys and sequences; the target lacks each fourth.
    private static final class Tables implements AutoCloseable {
        private final TestDatabase source = TestServer.newer().createDatabase();
        private final TestDatabase target = TestServer.older().createDatabase();

        private final int count;

        private Tables(int count) {
            this.count = count;
        }

        static Tables plain(int count) {
            Tables tables = new Tables(count);
            for (int i = 0; i < count; i++) {
                tables.makePlain(i);
            }
            return tables;
        }

        /// Each time a tree with keys to a plain table, a table that stays on the target, and a materialized view.
        static Tables ofAllKinds(int times) {
            Tables tables = new Tables(4 * times);
            for (int i = 0; i < times; i++) {
                tables.makeAllKinds(i);
            }
            return tables;
        }

        Tables withEventTrigger() {
            target.execute(
                    "create function looks() returns event_trigger language plpgsql as 'begin end'",
                    "create event trigger looks on ddl_command_end execute function looks()");
            return this;
        }

        private void makeAllKinds(int i) {
            String[] make = {
                "create table ta%s (id int primary key, v text)".formatted(i),
                "create table tb%1$s (id int primary key, a int references ta%1$s) partition by range (id)"
                        .formatted(i),
                "create table tb%1$s_1 partition of tb%1$s for values from (0) to (10)".formatted(i),
                "create index on tb%s (a)".formatted(i),
                "create table tc%1$s (id int primary key, a int references ta%1$s)".formatted(i),
                "insert into ta%s values (1, 'x')".formatted(i),
                "insert into tb%s values (1, 1)".formatted(i),
                "insert into tc%s values (1, 1)".formatted(i)
            };
            source.execute(make);
            target.execute(make);
            target.execute(
                    "create function f%1$s(tc%1$s) returns int language sql as 'select 1'".formatted(i),
                    "create materialized view m%1$s as select count(*) from ta%1$s".formatted(i));
        }

        private void makePlain(int i) {
            String[] make = {
                "create type s%1$s as enum ('a', 'b')".formatted(i),
                "create table t%1$s (id serial primary key, a int, b text unique, s s%1$s)".formatted(i),
                "create index i%1$s on t%1$s (a, b)".formatted(i),
                "insert into t%1$s (a, b) values (1, 'x')".formatted(i),
                "grant select on t%1$s to public".formatted(i)
            };
            source.execute(make);
            if (i % 4 > 0) {
                target.execute(make);
                target.execute("create view v%1$s as select a from t%1$s".formatted(i));
            }
        }

        SyncRequest request(Operation operation, Mode mode, Relay toSource, Relay toTarget) {
            return SyncRequest.of(
                            Direction.RemoteToLocal, toSource.to(source.endpoint()), toTarget.to(target.endpoint()))
                    .runId(operation.name())
                    .operation(operation)
                    .tables(TableSelection.ALL.withInclude(List.of("public.t*")))
                    .verification(Comparison.Counts)
                    .mode(mode)
                    .safety(new Safety(1, Duration.ofSeconds(5), 100))
                    .requestedBy("a test")
                    .build();
        }

        @Override
        public void close() {
            source.close();
            target.close();
        }
    }
}
