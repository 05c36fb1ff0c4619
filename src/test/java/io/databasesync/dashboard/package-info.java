/// The page in a real browser, over two real servers.
@NullMarked
package io.databasesync.dashboard;

import org.jspecify.annotations.NullMarked;
