package io.databasesync.sync;

/// A row that differs from what is expected, or several equal ones.
///
/// @param key the row's key as a server spells it, cut and without control characters; its place if it has no key
public record NamedRow(String key, Kind kind, long rows) {
    /// How the row differs.
    public enum Kind {
        /// Both sides have a row of that key.
        Differs("different"),
        OnlyOnSource("only on the source"),
        OnlyOnTarget("only on the target"),
        /// Rows refer to it by a foreign key, but it does not exist.
        Missing("missing");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
