package io.databasesync.cli.web.cluster;

import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps a change to the version of the object that its author saw.
final class Versions {
    private Versions() {}

    /// @param wanted null for any
    /// @throws Refusal with status 412, if the object has another version
    static void check(@Nullable String wanted, String found) {
        if (wanted != null && !wanted.equals(found)) {
            throw changed();
        }
    }

    static <T> T exactly(@Nullable String version, Supplier<T> change) {
        try {
            return Asking.during(change);
        } catch (Refusal refusal) {
            if (version != null && refusal.why().status() == 409) {
                throw changed();
            }
            throw refusal;
        }
    }

    private static Refusal changed() {
        return Why.of(412, "the object has changed since you looked at it")
                .withField("If-Match")
                .withFix("look at it again")
                .refusal();
    }
}
