/// What all commands share: the process and its terminal, the version, and the text of a plan.
@NullMarked
package io.databasesync.cli.terminal;

import org.jspecify.annotations.NullMarked;
