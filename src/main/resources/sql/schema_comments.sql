-- Makes the comments of some schemas elsewhere. Parameter: their names, one a line.
select format('comment on schema %I is %L', n.nspname, obj_description(n.oid, 'pg_namespace')) as statement
from pg_namespace n
where n.nspname = any (string_to_array(?, E'\n')) and obj_description(n.oid, 'pg_namespace') is not null
order by n.nspname
