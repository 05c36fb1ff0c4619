package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is logged in, and what this server is.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Session(
        @JsonPropertyDescription("Whose rights count: Token (those of the token in each request), Kubeconfig (those of"
                + " the person who started the server), or Engine (there is no cluster).")
        Mode mode,

        @JsonPropertyDescription("The name that the cluster knows the caller by, or the user of this computer.")
        String user,

        @JsonPropertyDescription("The groups of the caller.")
        List<String> groups,

        @JsonPropertyDescription("The version of databasesync.")
        String version,

        @JsonPropertyDescription("The namespace for an object that needs one, on a laptop.") @Nullable
        String namespace) {

    public Session {
        groups = List.copyOf(groups);
    }

    /// Whose rights count.
    public enum Mode {
        Token,
        Kubeconfig,
        Engine
    }

    /// The answer to a code. The token goes into the header `Authorization: Bearer …`.
    public record Token(
            @JsonPropertyDescription("Keep it in memory. It dies with the server, or at log out.")
            String token) {}
}
