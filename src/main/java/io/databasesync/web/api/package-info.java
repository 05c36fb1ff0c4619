/// The values of the REST API, and the two interfaces through which the server gets them. Public API: fields may be
/// added, and none is renamed. Absent fields are left out of the JSON.
@NullMarked
package io.databasesync.web.api;

import org.jspecify.annotations.NullMarked;
