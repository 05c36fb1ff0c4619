/// The checks, one class for each. A check only reads, and throws its refusal; `Blockers` collects the refusals.
@NullMarked
package io.databasesync.engine.validation;

import org.jspecify.annotations.NullMarked;
