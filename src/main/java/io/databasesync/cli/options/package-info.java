/// The options of commands that name databases, and the request that they make.
@NullMarked
package io.databasesync.cli.options;

import org.jspecify.annotations.NullMarked;
