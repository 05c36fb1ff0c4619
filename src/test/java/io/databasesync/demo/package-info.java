/// The main job on one machine: real operator, real worker, real servers; nothing to install.
@NullMarked
package io.databasesync.demo;

import org.jspecify.annotations.NullMarked;
