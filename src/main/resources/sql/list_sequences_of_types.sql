-- Sequences that defaults of some types use. Parameter: type OIDs.
select n.nspname as schema, c.relname as name
from pg_depend d
join pg_class c on c.oid = d.refobjid and c.relkind = 'S'
join pg_namespace n on n.oid = c.relnamespace
where d.classid = 'pg_type'::regclass and d.refclassid = 'pg_class'::regclass and d.objid = any (?)
