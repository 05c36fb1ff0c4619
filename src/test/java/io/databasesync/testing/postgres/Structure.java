package io.databasesync.testing.postgres;

import java.util.List;

/// The properties of tables besides their rows, one line for each, so that a difference is easy to read.
///
/// @param definition columns, types, constraints, indexes, comments: the properties that a copy of a table shares
/// with it
/// @param sequences the sequences that columns own, with their next values
/// @param surroundings owner, grants, policies, triggers, rules, views, functions, publications, statistics,
/// storage, foreign keys that point here: the properties that belong to this database alone
public record Structure(List<String> definition, List<String> sequences, List<String> surroundings) {
    static final Structure EMPTY = new Structure(List.of(), List.of(), List.of());

    public Structure {
        definition = List.copyOf(definition);
        sequences = List.copyOf(sequences);
        surroundings = List.copyOf(surroundings);
    }
}
