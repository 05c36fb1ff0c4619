package io.databasesync.postgres.session;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.stream.Collectors;

/// What the driver is told of a connection.
final class DriverSettings {
    private static final String CONNECT_TIMEOUT_SECONDS = "10";

    private DriverSettings() {}

    static String url(ConnectionSettings endpoint) {
        String hosts = endpoint.hosts().stream()
                .map(ConnectionSettings.HostPort::toString)
                .collect(Collectors.joining(","));
        return "jdbc:postgresql://" + hosts + "/"
                + URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Properties properties(ConnectionSettings endpoint, String applicationName) {
        Properties properties = new Properties();
        properties.setProperty("user", endpoint.user());
        properties.setProperty("password", endpoint.password().value());
        properties.setProperty("sslmode", verified(endpoint).libpq());
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("loginTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", CopySocketFactory.class.getName());
        properties.setProperty("gssEncMode", "disable");
        // The oldest supported server knows the parameters that the driver would otherwise set with a message of its
        // own.
        properties.setProperty("assumeMinServerVersion", Integer.toString(ServerIdentity.OLDEST_MAJOR));
        properties.setProperty("prepareThreshold", "0"); // named statements do not survive transaction poolers
        properties.setProperty("maxSendBufferSize", "262144");
        properties.setProperty("logServerErrorDetail", "false"); // details quote rows
        if (endpoint.rootCertificate() != null) {
            properties.setProperty("sslrootcert", endpoint.rootCertificate().toString());
        } else if (endpoint.sslMode() == SslMode.VerifyFull || endpoint.sslMode() == SslMode.VerifyCA) {
            properties.setProperty(
                    "sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"); // the system's authorities
        }
        endpoint.options().forEach((key, value) -> option(properties, key, value));
        return properties;
    }

    /// As libpq does it: a configured root certificate means that the server's certificate is verified.
    private static SslMode verified(ConnectionSettings endpoint) {
        return endpoint.sslMode() == SslMode.Require && endpoint.rootCertificate() != null
                ? SslMode.VerifyCA
                : endpoint.sslMode();
    }

    private static void option(Properties properties, String libpq, String value) {
        switch (libpq) {
            case "target_session_attrs" ->
                properties.setProperty(
                        "targetServerType",
                        switch (value) {
                            case "read-write", "primary" -> "primary";
                            case "read-only", "standby" -> "secondary";
                            case "prefer-standby" -> "preferSecondary";
                            default -> "any";
                        });
            case "channel_binding" -> properties.setProperty("channelBinding", value);
            case "require_auth" -> properties.setProperty("requireAuth", value);
            case "sslnegotiation" -> properties.setProperty("sslNegotiation", value);
            case "connect_timeout" -> properties.setProperty("connectTimeout", value);
            case "application_name" -> {} // ours: a later attempt recognizes the sessions of the earlier one by it
            default -> properties.setProperty(libpq, value);
        }
    }
}
