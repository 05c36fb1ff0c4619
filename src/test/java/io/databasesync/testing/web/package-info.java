/// Chromium for tests: the browser of this machine, its errors, and loads that a change of the network does not break.
@NullMarked
package io.databasesync.testing.web;

import org.jspecify.annotations.NullMarked;
