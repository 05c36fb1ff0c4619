package io.databasesync.sync;

/// A row that is not as it has to be, or several equal ones.
///
/// @param key its key as a server spells it, cut and without control characters; of a row without a key, its place
public record NamedRow(String key, Kind kind, long rows) {
    /// What is the matter with it.
    public enum Kind {
        /// Both ends have a row of that key.
        Differs("different"),
        OnlyOnSource("only on the source"),
        OnlyOnTarget("only on the target"),
        /// Rows refer to it by a foreign key, and it is not there.
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
