/// The REST API and the server of the dashboard. It knows neither engine nor cluster: `web.api` says what it needs,
/// and `cli.web` has both implementations.
@NullMarked
package io.databasesync.web;

import org.jspecify.annotations.NullMarked;
