package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;

/// A relation that a function probably reads which the server calls for rows of a table.
///
/// @param part of the table that calls the function
/// @param name of the constraint, column or index
/// @param function as SQL spells it, with its argument types
/// @param certain whether the function's source names the relation where SQL names one
public record CodeRead(long table, Part part, String name, String function, TableName relation, boolean certain) {
    public enum Part {
        Check("constraint"),
        Column("column"),
        Index("index");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        static Part of(String word) {
            return switch (word) {
                case "constraint" -> Check;
                case "column" -> Column;
                case "index" -> Index;
                default -> throw new IllegalStateException("part " + word);
            };
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
