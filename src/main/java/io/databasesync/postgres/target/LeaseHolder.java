package io.databasesync.postgres.target;

import java.time.Duration;

/// The holder of the target's lease, as the target knows it.
///
/// @param heartbeat time of the last heartbeat, by the target's clock: a changed value means that the holder is
/// alive
/// @param silentFor time since then
public record LeaseHolder(Lease lease, String heartbeat, Duration silentFor) {
    /// Whether the holder is the same one and has sent no heartbeat between the two looks.
    public boolean isAsSilentAs(LeaseHolder before) {
        return lease.equals(before.lease) && heartbeat.equals(before.heartbeat);
    }
}
