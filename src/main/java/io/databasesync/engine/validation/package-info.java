/// One class a check. Each only reads, and throws what it refuses; `Blockers` collects that.
@NullMarked
package io.databasesync.engine.validation;

import org.jspecify.annotations.NullMarked;
