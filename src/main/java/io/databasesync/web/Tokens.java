package io.databasesync.web;

import com.sun.net.httpserver.Headers;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the caller's token in the one header that it may come in.
final class Tokens {
    private static final Pattern BEARER = Pattern.compile("[Bb]earer +([A-Za-z0-9._~+/=-]{1,16384})");
    private static final Pattern BARE = Pattern.compile("(?:[Bb]earer +)?([A-Za-z0-9._~+/=-]{1,16384})");

    private final String header;

    Tokens(String header) {
        this.header = header;
    }

    /// @throws Refusal with status 401. There is no answer without a token, and no other rights to fall back to.
    String token(Headers headers) {
        List<String> sent = headers.getOrDefault(header, List.of());
        if (sent.isEmpty()) {
            throw refused("no token arrived: the header %s was absent".formatted(header));
        }
        Pattern form = header.equalsIgnoreCase(WebSettings.AUTHORIZATION) ? BEARER : BARE;
        Matcher matcher = form.matcher(sent.getFirst().strip());
        if (sent.size() > 1 || !matcher.matches()) {
            throw refused("the header %s has no bearer token".formatted(header));
        }
        return matcher.group(1);
    }

    private Refusal refused(String detail) {
        return Why.of(401, detail).withField(header).withFix("log in again").refusal();
    }
}
