package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.web.api.Refusal;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The code of the printed address.
class OneTimeAccessTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final OneTimeAccess access = new OneTimeAccess(new People().caller("token-of-me"), now::get);

    @Test
    void aCodeWorksOnce() {
        String code = access.newCode();
        String token = access.exchange(code).token();
        assertThat(access.caller(token).id()).isNotEmpty();
        assertThat(token).hasSize(32).isNotEqualTo(code);
        assertRefused(() -> access.exchange(code));
    }

    @Test
    void aCodeDiesAfterAMinute() {
        String code = access.newCode();
        now.set(Instant.EPOCH.plusSeconds(61));
        assertRefused(() -> access.exchange(code));
    }

    @Test
    void aGuessEndsTheCode() {
        String code = access.newCode();
        assertRefused(() -> access.exchange("0".repeat(32)));
        assertRefused(() -> access.exchange(code));
    }

    @Test
    void aNewCodeEndsTheOneBefore() {
        String code = access.newCode();
        assertThat(access.newCode()).isNotEqualTo(code);
        assertRefused(() -> access.exchange(code));
    }

    @Test
    void aForgottenTokenIsNone() {
        String token = access.exchange(access.newCode()).token();
        access.forget(token);
        assertRefused(() -> access.caller(token));
        assertRefused(() -> access.caller(""));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.why().status()).isEqualTo(401));
    }
}
