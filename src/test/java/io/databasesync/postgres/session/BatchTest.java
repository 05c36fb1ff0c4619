package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Statements that go out together, and lists as parameters.
class BatchTest {
    private final TestDatabase database = TestServer.newer().createDatabase();
    private final Sessions sessions = new Sessions("batch-test", new Cancellation());
    private final Session session = sessions.open(database.endpoint());

    @AfterEach
    void close() {
        sessions.close();
        database.close();
    }

    private void run(Batch batch) {
        session.write(t -> t.execute(batch, Reason.PublishFailed));
    }

    @Test
    void aFailureNamesTheStatementThatFailed() {
        Batch batch = new Batch()
                .add("create table public.a (id int)", "making a")
                .add("select 1", "asking")
                .add("drop table public.b", "dropping b")
                .add("create table public.c (id int)", "making c");

        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> run(batch))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PublishFailed))
                .satisfies(e -> assertThat(e.sqlState()).contains("42P01"))
                .withMessageContaining("dropping b: ");
        assertThat(batch.done()).isEqualTo(2);
        assertThat(database.tables()).isEmpty();
    }

    @Test
    void statementsMayHoldSemicolonsAndReturnRows() {
        run(new Batch()
                .add("create table public.a (text text)", "making a")
                .add("insert into public.a values (';'), ($$;$$)", "filling a")
                .add("select * from public.a", "reading a")
                .add("do $do$ begin perform 1; end $do$", "doing")
                .add(
                        "create function public.f() returns int begin atomic select case when true then 1 else 2 end; select 3; end",
                        "making f"));

        assertThat(database.column("select text from a")).containsExactly(";", ";");
        assertThat(database.value("select public.f()")).isEqualTo("3");
    }

    @Test
    void aBatchMayBeLongerThanTheDriverSendsAtOnce() {
        Batch batch = new Batch();
        IntStream.range(0, 600).forEach(i -> batch.add("create table public.t%s (id int)".formatted(i), "making " + i));

        run(batch);

        assertThat(batch.done()).isEqualTo(600);
        assertThat(database.tables()).hasSize(600);
    }

    @Test
    void anEmptyBatchIsNothing() {
        run(new Batch());
    }

    @Test
    void aListIsBoundAsAnArrayWhateverItsTextsHold() {
        List<String> texts = List.of("a\nb", "{,\"\\", "");
        List<String> found = session.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.during("asking", Reason.ConnectionLost)
                        .query("select unnest(?::text[])", row -> row.getString(1), SqlArray.texts(texts)));

        assertThat(found).isEqualTo(texts);
    }

    @Test
    void aListThatDoesNotSayOfWhatIsRefused() {
        for (Object list : List.of(List.of(1L), new String[] {"a"})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.write(
                            t -> t.during("asking", Reason.ConnectionLost).queryLong("select 1 where ? is null", list)))
                    .withMessageStartingWith("bind a list as a SqlArray");
        }
    }
}
