package io.databasesync.web;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.net.InetSocketAddress;
import java.util.Set;

/// The settings of the server.
///
/// @param address where it listens; port 0 picks a free one
/// @param origin the address in the browser: `https://dbsync.example`; empty for this computer only
/// @param hosts values of `Host` that it answers to; empty for those of `origin`
/// @param tokenHeader the only header that a token may come in
/// @param badges whether badges are served
/// @param streamsPerCaller streams at the same time
/// @param streams streams of all callers together
/// @param requestsPerSecond of one caller, on average
@RecordBuilder
public record WebSettings(
        InetSocketAddress address,
        String origin,
        Set<String> hosts,
        String tokenHeader,
        boolean badges,
        int streamsPerCaller,
        int streams,
        int requestsPerSecond)
        implements WebSettingsBuilder.With {
    public static final String AUTHORIZATION = "Authorization";

    public WebSettings {
        hosts = Set.copyOf(hosts);
    }

    /// The same, once the port is known.
    WebSettings bound(int port) {
        return origin.isEmpty()
                ? withOrigin("http://127.0.0.1:" + port)
                        .withHosts(Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port))
                : this;
    }

    /// The defaults for a server at an address.
    public static WebSettings at(InetSocketAddress address, String origin) {
        return new WebSettings(address, origin, Set.of(), AUTHORIZATION, false, 16, 300, 50);
    }
}
