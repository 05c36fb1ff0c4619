/// Values as people write and read them. Knows nothing of what they are values of.
@NullMarked
package io.databasesync.text;

import org.jspecify.annotations.NullMarked;
