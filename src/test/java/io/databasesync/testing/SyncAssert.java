package io.databasesync.testing;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// Asserts a failure by its data, so that other words for it break no test.
public final class SyncAssert extends AbstractAssert<SyncAssert, SyncException> {
    private SyncAssert(@Nullable SyncException failure) {
        super(failure, SyncAssert.class);
    }

    public static SyncAssert assertThatSync(@Nullable Throwable failure) {
        assertThat(failure).isInstanceOf(SyncException.class);
        return new SyncAssert((SyncException) failure);
    }

    public static SyncAssert assertThatSync(ThrowingCallable refused) {
        return assertThatSync(catchThrowable(refused));
    }

    public SyncAssert refuses(Reason reason) {
        assertThat(actual.reason()).as(actual.getMessage()).isEqualTo(reason);
        return this;
    }

    public SyncAssert about(String object) {
        assertThat(actual.object()).as(actual.getMessage()).isEqualTo(object);
        return this;
    }

    /// The fix has these statements, for the target.
    public SyncAssert withFix(String... statements) {
        return withFixOn(Side.Target, statements);
    }

    public SyncAssert withFixOn(Side side, String... statements) {
        Fix fix = actual.fix();
        assertThat(fix.statements()).as(actual.getMessage()).containsExactly(statements);
        assertThat(fix.side()).as(actual.getMessage()).isEqualTo(side);
        return this;
    }

    /// The advice names all of these: fields, values, commands.
    public SyncAssert advising(String... names) {
        assertThat(actual.fix().advice()).as(actual.getMessage()).contains(names);
        return this;
    }

    /// The message has no value of a row.
    public SyncAssert withholding(String... values) {
        assertThat(actual.getMessage()).doesNotContain(values);
        return this;
    }

    /// The message names all of these: objects, values, figures.
    public SyncAssert naming(String... names) {
        assertThat(actual.getMessage()).contains(names);
        return this;
    }
}
