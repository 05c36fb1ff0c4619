@NullMarked
package io.databasesync.engine.validation;

import org.jspecify.annotations.NullMarked;
