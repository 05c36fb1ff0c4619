/// What all commands share: the process, its terminal and its end, the version, and the text of a plan.
@NullMarked
package io.databasesync.cli.terminal;

import org.jspecify.annotations.NullMarked;
