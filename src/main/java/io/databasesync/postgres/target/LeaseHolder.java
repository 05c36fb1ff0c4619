package io.databasesync.postgres.target;

import java.time.Duration;

/// Who has the target's lease, as far as the target knows.
///
/// @param heartbeat when it was last heard of, as the target tells time: another one means that it lives
/// @param silentFor since then
public record LeaseHolder(Lease lease, String heartbeat, Duration silentFor) {
    /// Whether the holder has said nothing between two looks at it, and is the same one.
    public boolean isAsSilentAs(LeaseHolder before) {
        return lease.equals(before.lease) && heartbeat.equals(before.heartbeat);
    }
}
