/// Copies into a stage beside the tables, builds its indexes, compares it and swaps it in. No step selects tables.
@NullMarked
package io.databasesync.engine.swap;

import org.jspecify.annotations.NullMarked;
