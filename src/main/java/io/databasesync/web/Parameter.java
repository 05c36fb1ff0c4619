package io.databasesync.web;

import java.util.regex.Pattern;

/// A parameter of a route.
///
/// @param in where it stands: `path`, `query` or `header`
/// @param pattern what its value has to be, as a whole
record Parameter(String in, String name, String description, Pattern pattern, boolean required) {
    private static final String DNS = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Parameter NAMESPACE = path("namespace", "The namespace.", DNS);

    static Parameter namespace() {
        return NAMESPACE;
    }

    static Parameter name(String of) {
        return path("name", "The name of the " + of + ".", DNS);
    }

    static Parameter path(String name, String description, String pattern) {
        return new Parameter("path", name, description, Pattern.compile(pattern), true);
    }

    static Parameter query(String name, String description, String pattern) {
        return new Parameter("query", name, description, Pattern.compile(pattern), false);
    }

    static Parameter header(String name, String description, String pattern) {
        return new Parameter("header", name, description, Pattern.compile(pattern), false);
    }
}
