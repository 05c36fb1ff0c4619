/// The commands that work on the resources of a cluster.
@NullMarked
package io.databasesync.cli.cluster;

import org.jspecify.annotations.NullMarked;
