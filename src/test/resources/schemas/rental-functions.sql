-- What tables of the rental shop call, and no run creates.
create schema app;
create function app.slug(title text) returns text language sql immutable as $$ select lower(title) $$;
