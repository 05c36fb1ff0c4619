/// Examples of values for tests of several packages.
@NullMarked
package io.databasesync.testing;

import org.jspecify.annotations.NullMarked;
