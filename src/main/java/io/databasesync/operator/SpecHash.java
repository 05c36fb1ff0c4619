package io.databasesync.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.databasesync.api.CanonicalJson;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncSpec.Tables;
import io.databasesync.api.Endpoint;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Sha256;
import org.jspecify.annotations.Nullable;

/// Tells whether two specs ask for the same. Absent fields do not count, so a field that a later release adds leaves
/// the
/// hashes of specs that do not use it as they are, and an upgrade of the operator starts no run.
final class SpecHash {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record What(
            @Nullable Direction direction,
            Endpoint local,
            Endpoint remote,
            @Nullable Tables tables,
            @Nullable Mode mode,
            @Nullable String trigger) {}

    private SpecHash() {}

    /// Of all that asks for one more run when it changes.
    static String what(DatabaseSyncSpec spec) {
        return hash(
                new What(spec.direction(), spec.local(), spec.remote(), spec.tables(), spec.mode(), spec.trigger()));
    }

    /// Of what the target holds afterwards: the same without the trigger and the mode.
    static String content(DatabaseSyncSpec spec) {
        return hash(new What(spec.direction(), spec.local(), spec.remote(), spec.tables(), null, null));
    }

    /// Eight digits that are the same whenever this spec of this object is looked at, and differ when it changes back.
    static String runSuffix(String uid, long generation, String what) {
        return Sha256.hex(uid + "/" + generation + "/" + what).substring(0, 8);
    }

    private static String hash(What what) {
        return CanonicalJson.digest(what).substring(0, 16);
    }
}
