-- Relations that other sessions read now, once for each session. A partition that is read by way of its parent is left
-- out: who cannot read the parent does not come to it.
with locks as materialized (
  select l.pid, l.relation
  from pg_locks l
  where l.locktype = 'relation' and l.mode = 'AccessShareLock' and l.granted and l.relation >= 16384
    and l.pid <> pg_backend_pid() and l.database = (select oid from pg_database where datname = current_database())
)
select l.relation::bigint
from locks l
where not exists (select from pg_inherits i join locks p on p.relation = i.inhparent and p.pid = l.pid where i.inhrelid = l.relation)
