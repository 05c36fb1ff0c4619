/// Values as people write and read them. Does not know what the values mean.
@NullMarked
package io.databasesync.text;

import org.jspecify.annotations.NullMarked;
