package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.SslMode;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/// The address of a database and the Secret with its login. The operator mounts the Secret and never reads it.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.uriSecret) != has(self.credentialsSecret)",
        message = "give either uriSecret, or host, database and credentialsSecret")
@ValidationRule(
        value = "!has(self.uriSecret) || !(has(self.host) || has(self.port) || has(self.database))",
        message = "the URI in uriSecret says host, port and database; remove them here")
@ValidationRule(
        value = "!has(self.credentialsSecret) || (has(self.host) && has(self.database))",
        message = "credentialsSecret needs host and database")
@ValidationRule(
        value = "!has(self.sslMode) || !(self.sslMode in ['VerifyCA', 'VerifyFull']) || has(self.caSecret)",
        message = "sslMode VerifyCA and VerifyFull need caSecret")
@RecordBuilder
public record Endpoint(
        @Size(min = 1, max = 253) @JsonPropertyDescription("The server's host name or address.") @Nullable
        String host,

        @Min(1) @Max(65535) @JsonPropertyDescription("The server's port. Default: 5432.") @Nullable
        Integer port,

        @Size(min = 1, max = 63) @JsonPropertyDescription("The database's name.") @Nullable
        String database,

        @JsonPropertyDescription("The Secret with user name and password. Needs host and database.") @Nullable
        CredentialsSecret credentialsSecret,

        @JsonPropertyDescription(
                "The Secret with a libpq URI: postgresql://user:password@host:5432/database?sslmode=require. It"
                        + " replaces host, port, database and credentialsSecret.")
        @Nullable
        UriSecret uriSecret,

        @JsonPropertyDescription(
                "The sslmode of libpq: Disable, Prefer, Require, VerifyCA or VerifyFull. Default: the sslmode of the"
                        + " URI, otherwise Require.")
        @Nullable
        SslMode sslMode,

        @JsonPropertyDescription("The Secret with the trusted certificates, in PEM.") @Nullable
        CaSecret caSecret,

        @JsonPropertyDescription("ReadOnly refuses every run that would replace tables here. Default: Writable.")
        @Nullable
        Protection protection,

        @Pattern(Endpoint.ENVIRONMENTS)
        @JsonPropertyDescription(
                "What the database is used for: production, staging, test or development. Plans and pages that name the"
                        + " database show it. It changes nothing else.")
        @Nullable
        String environment,

        @JsonPropertyDescription(
                "The database that this end has to lead to, as status.identities shows it. A run that finds another"
                        + " one writes nothing. It also holds a sync that is created again, or restored without its"
                        + " status.")
        @Nullable
        DeclaredIdentity identity)
        implements EndpointBuilder.With {

    /// The values of `environment`, as a regular expression.
    public static final String ENVIRONMENTS = "^(production|staging|test|development)$";

    /// An endpoint without environment and identity.
    public Endpoint(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String database,
            @Nullable CredentialsSecret credentialsSecret,
            @Nullable UriSecret uriSecret,
            @Nullable SslMode sslMode,
            @Nullable CaSecret caSecret,
            @Nullable Protection protection) {
        this(host, port, database, credentialsSecret, uriSecret, sslMode, caSecret, protection, null, null);
    }

    /// A database that a person has written down. [Identity] has the same fields.
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeclaredIdentity(
            @Pattern("^[0-9]{1,20}$")
            @JsonPropertyDescription("The server's system identifier, from pg_control_system(). Without it, only OID"
                    + " and name are compared.")
            @Nullable
            String systemIdentifier,

            @Required @Min(1) @JsonPropertyDescription("The database's OID, from pg_database.")
            Long databaseOid,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("The database's name.")
            String database) {

        public Identity identity() {
            return new Identity(systemIdentifier, databaseOid, database);
        }
    }

    /// Whether this end may be replaced.
    public enum Protection {
        ReadOnly,
        Writable
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CredentialsSecret(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The Secret's name, in the same namespace.")
            String name,

            @Size(min = 1, max = 253) @JsonPropertyDescription("The key of the user name. Default: username.") @Nullable
            String usernameKey,

            @Size(min = 1, max = 253) @JsonPropertyDescription("The key of the password. Default: password.") @Nullable
            String passwordKey) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UriSecret(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The Secret's name, in the same namespace.")
            String name,

            @Size(min = 1, max = 253) @JsonPropertyDescription("The key of the URI. Default: uri.") @Nullable
            String key) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CaSecret(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The Secret's name, in the same namespace.")
            String name,

            @Size(min = 1, max = 253)
            @JsonPropertyDescription("The key of the certificates. Default: ca.crt.")
            @Nullable
            String key) {}
}
