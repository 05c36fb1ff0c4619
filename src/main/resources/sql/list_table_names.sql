-- Every table that could be selected: not of the system, not temporary, not ours. None of them is opened for that, so that it waits for no lock.
select c.oid::bigint as oid,
       n.nspname as schema,
       c.relname as name,
       array(select a.relid::oid::bigint from pg_partition_ancestors(c.oid) a where a.relid <> c.oid) as ancestors
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f')
  and c.relpersistence <> 't'
  and n.nspname not in ('information_schema', 'databasesync')
  and n.nspname !~ '^(pg_|dbsync_stage_|dbsync_prev_)'
order by n.nspname, c.relname
