@NullMarked
package io.databasesync.cli.live;

import org.jspecify.annotations.NullMarked;
