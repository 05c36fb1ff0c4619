package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.databasesync.sync.ReachedDatabases;
import org.jspecify.annotations.Nullable;

/// The databases of both sides, as far as they are known.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identities(
        @JsonPropertyDescription("The database that spec.local leads to.") @Nullable
        Identity local,

        @JsonPropertyDescription("The database that spec.remote leads to.") @Nullable
        Identity remote) {

    public static final Identities NONE = new Identities(null, null);

    public static Identities of(ReachedDatabases reached) {
        return new Identities(
                reached.local().map(Identity::of).orElse(null),
                reached.remote().map(Identity::of).orElse(null));
    }

    /// These databases; a missing one is taken from the others.
    public Identities or(Identities others) {
        return new Identities(local == null ? others.local : local, remote == null ? others.remote : remote);
    }

    /// JSON for an argument of a container. Kubernetes replaces `$(NAME)` there, and a database may have such a name.
    public String toArgument() {
        return PodJson.write(this).replace("$", "\\u0024");
    }

    /// Converts a part of a resource that was read as plain maps.
    ///
    /// @throws IllegalArgumentException if the part has another shape
    public static Identities of(Object part) {
        return PodJson.convert(part, Identities.class);
    }

    /// @throws IllegalArgumentException if the text has another shape
    public static Identities ofArgument(String text) {
        try {
            return PodJson.read(text, Identities.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'%s' is not what the operator passes on".formatted(text), e);
        }
    }
}
