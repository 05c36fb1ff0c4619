/// What both implementations of the web server's interfaces share.
@NullMarked
package io.databasesync.cli.web;

import org.jspecify.annotations.NullMarked;
