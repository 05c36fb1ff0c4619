@NullMarked
package io.databasesync.engine.run;

import org.jspecify.annotations.NullMarked;
