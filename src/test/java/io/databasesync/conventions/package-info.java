/// What holds for the whole code base: its format, its arrows, its chart and its tests.
@NullMarked
package io.databasesync.conventions;

import org.jspecify.annotations.NullMarked;
