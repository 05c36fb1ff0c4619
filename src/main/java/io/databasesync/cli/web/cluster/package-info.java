/// The web server over a cluster: the shared watch with the server's own account, everything else with the rights of
/// each caller.
@NullMarked
package io.databasesync.cli.web.cluster;

import org.jspecify.annotations.NullMarked;
