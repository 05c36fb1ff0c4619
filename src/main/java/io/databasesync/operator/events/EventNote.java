package io.databasesync.operator.events;

import io.fabric8.kubernetes.api.model.ObjectReference;
import org.jspecify.annotations.Nullable;

/// One event.
///
/// @param regarding the object that shows the event, mostly a sync
/// @param related the run that caused it
/// @param reason one word in CamelCase, by which people select events
/// @param note a sentence
/// @param version tells two equal notes apart: the resource version before the change
public record EventNote(
        ObjectReference regarding,
        @Nullable ObjectReference related,
        Type type,
        String reason,
        String note,
        String version) {

    /// Constants are spelled as in `type`.
    public enum Type {
        Normal,
        Warning
    }
}
