package io.databasesync.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.databasesync.web.Router.MethodNotAllowed;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Refuses, before any route, what the JDK's server lets through: a wrong or missing `Host`, an absolute target,
/// odd characters, and requests of other sites.
final class Guard {
    private static final int MISDIRECTED = 421;
    private static final Set<String> BY_OTHERS = Set.of("cross-site", "same-site");

    private final String origin;
    private final Set<String> hosts;
    private final Set<String> origins;

    Guard(WebSettings settings) {
        origin = settings.origin().toLowerCase(Locale.ROOT);
        Stream<String> known = settings.hosts().isEmpty()
                ? Stream.of(URI.create(origin).getRawAuthority())
                : settings.hosts().stream();
        hosts = known.map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        String scheme = URI.create(origin).getScheme();
        origins = hosts.stream().map(host -> scheme + "://" + host).collect(Collectors.toUnmodifiableSet());
    }

    /// @throws Refusal if no route may see this request
    void check(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        host(headers);
        target(exchange.getRequestURI());
        characters(headers);
        if (headers.getOrDefault("Upgrade", List.of()).stream().anyMatch(wanted -> wanted.contains("websocket"))) {
            throw new MethodNotAllowed("GET, POST, PUT, DELETE");
        }
    }

    private void host(Headers headers) {
        List<String> sent = headers.getOrDefault("Host", List.of());
        if (sent.size() != 1 || !hosts.contains(sent.getFirst().toLowerCase(Locale.ROOT))) {
            throw Why.of(MISDIRECTED, "this server is not the one that the header Host names")
                    .withField("Host")
                    .withFix("use %s, or correct --external-url".formatted(origin))
                    .refusal();
        }
    }

    private static void target(URI target) {
        if (target.isAbsolute() || target.getRawAuthority() != null || target.getRawPath() == null) {
            throw Refusal.of(400, "the target has to be a path");
        }
    }

    private static void characters(Headers headers) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            boolean odd = header.getValue().stream().anyMatch(value -> value != null && !printable(value));
            if (odd) {
                throw Refusals.header(Texts.printable(header.getKey()), 400, "has a character that is not allowed");
            }
        }
    }

    private static boolean printable(String value) {
        return value.chars().allMatch(character -> character == '\t' || (character >= ' ' && character <= '~'));
    }

    /// Refuses what a page of another site sends. A form or a link cannot send the header of our own; the others
    /// come from the browser itself.
    void sameSite(HttpExchange exchange, boolean writes) {
        Headers headers = exchange.getRequestHeaders();
        List<String> sent = headers.getOrDefault("Origin", List.of());
        boolean foreign = sent.stream().anyMatch(each -> !origins.contains(each.toLowerCase(Locale.ROOT)));
        if (foreign || fetchedByOthers(headers)) {
            throw Refusals.header("Origin", 403, "is of another site");
        }
        String own = headers.getFirst(Route.WRITES.name());
        if (writes && (own == null || !Route.WRITES.pattern().matcher(own).matches())) {
            throw Why.of(403, "header %s is missing".formatted(Route.WRITES.name()))
                    .withField(Route.WRITES.name())
                    .withFix("send %s: 1".formatted(Route.WRITES.name()))
                    .refusal();
        }
    }

    private static boolean fetchedByOthers(Headers headers) {
        @Nullable String site = headers.getFirst("Sec-Fetch-Site");
        return site != null && BY_OTHERS.contains(site);
    }
}
