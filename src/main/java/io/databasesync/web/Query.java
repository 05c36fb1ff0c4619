package io.databasesync.web;

/// What a list is asked for. Empty texts ask for nothing.
///
/// @param cursor the position after which the page begins
record Query(String namespace, String sync, String state, String text, int limit, String cursor) {}
