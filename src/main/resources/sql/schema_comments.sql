-- Makes the comments of some schemas elsewhere. Parameter: their names.
select format('comment on schema %I is %L', n.nspname, obj_description(n.oid, 'pg_namespace')) as statement
from pg_namespace n
where n.nspname = any (?::text[]) and obj_description(n.oid, 'pg_namespace') is not null
order by n.nspname
