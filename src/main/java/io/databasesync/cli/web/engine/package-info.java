/// The web server on a laptop without a cluster: runs of the engine in this process, over the two databases of the
/// terminal.
@NullMarked
package io.databasesync.cli.web.engine;

import org.jspecify.annotations.NullMarked;
