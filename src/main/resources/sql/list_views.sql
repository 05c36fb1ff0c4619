-- Every view and materialized view that is not of the system and not ours.
select n.nspname as schema, c.relname as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'm')
  and n.nspname not in ('information_schema', 'databasesync')
  and n.nspname !~ '^(pg_|dbsync_stage_|dbsync_prev_)'
order by n.nspname, c.relname
