@NullMarked
package io.databasesync.api;

import org.jspecify.annotations.NullMarked;
