package io.databasesync.operator.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.databasesync.api.CanonicalJson;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncSpec.Tables;
import io.databasesync.api.Endpoint;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Sha256;
import org.jspecify.annotations.Nullable;

/// Tells whether two specs ask for the same. Absent fields do not count. If a later release adds a field, specs
/// without it keep their hashes, and an upgrade of the operator starts no run. A declared identity asks for nothing.
public final class SpecHash {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record What(
            @Nullable Direction direction,
            @Nullable Endpoint local,
            @Nullable Endpoint remote,
            @Nullable Tables tables,
            @Nullable Mode mode,
            @Nullable String trigger) {}

    private SpecHash() {}

    /// The hash of all fields that ask for one more run when they change.
    public static String what(DatabaseSyncSpec spec) {
        return hash(new What(
                spec.direction(),
                address(spec.local()),
                address(spec.remote()),
                spec.tables(),
                spec.mode(),
                spec.trigger()));
    }

    /// The hash of what the target holds afterwards: the same fields without the trigger and the mode.
    public static String content(DatabaseSyncSpec spec) {
        return hash(
                new What(spec.direction(), address(spec.local()), address(spec.remote()), spec.tables(), null, null));
    }

    /// The hash of everything that a run does, and how. After a run that did not succeed, any change asks for another.
    public static String template(DatabaseSyncSpec spec) {
        return CanonicalJson.digest(spec.asTemplate()).substring(0, 16);
    }

    /// Eight digits, always the same for one generation of one object. A spec that changes back gets other digits.
    public static String runSuffix(String uid, long generation, String what) {
        return Sha256.hex(uid + "/" + generation + "/" + what).substring(0, 8);
    }

    /// Another name for the environment is the same database, and so is a way to recognise it.
    ///
    /// @param end null in an object that no CRD has checked
    private static @Nullable Endpoint address(@Nullable Endpoint end) {
        return end == null ? null : end.withEnvironment(null).withIdentity(null);
    }

    private static String hash(What what) {
        return CanonicalJson.digest(what).substring(0, 16);
    }
}
