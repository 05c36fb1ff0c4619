-- Whatever relations have some names. Parameters: schemas, and names in them.
select n.nspname as schema, c.relname as name, c.oid::bigint as oid
from unnest(?::text[], ?::text[]) wanted(schema, name)
join pg_namespace n on n.nspname = wanted.schema
join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
