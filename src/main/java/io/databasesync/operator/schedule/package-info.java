/// Cron expressions in a time zone: when the next time comes, and which one came last.
@NullMarked
package io.databasesync.operator.schedule;

import org.jspecify.annotations.NullMarked;
