-- Extensions and the schemas of their objects.
select e.extname as name, n.nspname as schema
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
order by e.extname
