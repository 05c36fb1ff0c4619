package io.databasesync.postgres.catalog;

/// The error of a server that cannot prepare a statement.
///
/// @param sqlState empty if there was no error
public record Unresolved(String sqlState, String message) {}
