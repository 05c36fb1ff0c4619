package io.databasesync.testing.postgres;

import java.util.List;

/// What there is about tables besides their rows, one line for each thing, so that a difference reads well.
///
/// @param definition columns, types, constraints, indexes, comments: what a table made from another has in common with
/// it
/// @param sequences the sequences that columns own, with their next values
/// @param surroundings owner, grants, policies, triggers, rules, views, functions, publications, statistics, storage,
/// foreign keys that point here: what belongs to this database alone
public record Structure(List<String> definition, List<String> sequences, List<String> surroundings) {
    public Structure {
        definition = List.copyOf(definition);
        sequences = List.copyOf(sequences);
        surroundings = List.copyOf(surroundings);
    }
}
