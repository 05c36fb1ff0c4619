@NullMarked
package io.databasesync.contract;

import org.jspecify.annotations.NullMarked;
