package io.databasesync.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// The two ways to patch a document.
///
/// Server-side apply, for one field manager: it sets applied fields, removes fields that the manager applied before
/// and no longer applies, and keeps fields of other managers. Lists are replaced as a whole.
final class JsonApply {
    private JsonApply() {}

    static ObjectNode apply(ObjectNode before, @Nullable ObjectNode previous, ObjectNode patch) {
        ObjectNode after = before.deepCopy();
        if (previous != null) {
            removeDropped(after, previous, patch);
        }
        merge(after, patch);
        return after;
    }

    /// RFC 7386: null removes, lists are replaced as a whole.
    static ObjectNode mergePatch(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode child) {
                ObjectNode into = target.get(field.getKey()) instanceof ObjectNode existing
                        ? existing
                        : target.putObject(field.getKey());
                mergePatch(into, child);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
        return target;
    }

    private static void removeDropped(ObjectNode target, ObjectNode previous, JsonNode patch) {
        previous.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode now = patch.path(name);
            if (field.getValue() instanceof ObjectNode was && target.get(name) instanceof ObjectNode child) {
                removeDropped(child, was, now);
                if (now.isMissingNode() && child.isEmpty()) {
                    target.remove(name);
                }
            } else if (now.isMissingNode()) {
                target.remove(name);
            }
        });
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode child) {
                ObjectNode into = target.get(field.getKey()) instanceof ObjectNode existing
                        ? existing
                        : target.putObject(field.getKey());
                merge(into, child);
            } else if (!field.getValue().isNull()) {
                target.set(field.getKey(), field.getValue());
            }
        });
    }
}
