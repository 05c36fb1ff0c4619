package io.databasesync.web;

import io.databasesync.web.api.Refusal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds the route of a request in the table.
final class Router {
    private static final int LONGEST = 2_048;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~:-]{1,253}");

    private final List<Route> table;

    Router(List<Route> table) {
        this.table = List.copyOf(table);
    }

    /// @param values the parameters of the path
    record Match(Route route, Map<String, String> values) {}

    /// The segments of a path. No segment can be a part of a path in a file system, or hold a separator.
    ///
    /// @throws Refusal with status 400, if it is not a path of this server at all
    static List<String> segments(URI target) {
        String path = target.getRawPath();
        if (path.length() > LONGEST || !path.startsWith("/")) {
            throw Refusal.of(400, "the path is not valid");
        }
        List<String> segments = new ArrayList<>();
        for (String raw : path.substring(1).split("/", -1)) {
            segments.add(segment(raw, path));
        }
        return segments;
    }

    private static String segment(String raw, String path) {
        String decoded = decoded(raw);
        boolean root = raw.isEmpty() && path.equals("/");
        if (!root && (!SEGMENT.matcher(decoded).matches() || decoded.equals(".") || decoded.equals(".."))) {
            throw Refusal.of(400, "the path is not valid");
        }
        return decoded;
    }

    /// @throws Refusal with status 400, if it is not encoded properly
    static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw Refusal.of(400, "the address is not encoded properly");
        }
    }

    /// The route of a method and a path; empty if no route has the path.
    ///
    /// @throws MethodNotAllowed if routes have the path, but not with this method
    Optional<Match> find(String method, List<String> segments) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : table) {
            Optional<Map<String, String>> values = values(route, segments);
            if (values.isPresent()) {
                if (route.method().equals(method)) {
                    return values.map(found -> new Match(route, found));
                }
                allowed.add(route.method());
            }
        }
        if (!allowed.isEmpty()) {
            throw new MethodNotAllowed(String.join(", ", allowed));
        }
        return Optional.empty();
    }

    private static Optional<Map<String, String>> values(Route route, List<String> segments) {
        List<String> wanted = route.segments();
        if (wanted.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String want = wanted.get(i);
            if (want.startsWith("{")) {
                values.put(want.substring(1, want.length() - 1), segments.get(i));
            } else if (!want.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /// The path is known, the method is not.
    static final class MethodNotAllowed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String allow;

        MethodNotAllowed(String allow) {
            super("allowed: " + allow, null, false, false);
            this.allow = allow;
        }

        String allow() {
            return allow;
        }
    }
}
