-- Transactions that hold locks on relations or on what inherits from them. Parameters: the names of the relations,
-- as people and as SQL write them; whether only the locks that end all reading matter; what our own sessions are
-- called. A prepared
-- transaction has no process, and is known by the lock of its own id.
with recursive wanted as (
    select c.oid
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname || '.' || c.relname = any (?::text[]) or format('%I.%I', n.nspname, c.relname) = any (?::text[])
    union
    select i.inhrelid
    from wanted w
    join pg_inherits i on i.inhparent = w.oid
)
select distinct l.pid, p.gid
from pg_locks l
left join pg_stat_activity a on a.pid = l.pid
left join pg_locks x on l.pid is null and x.pid is null and x.locktype = 'transactionid'
    and x.virtualtransaction = l.virtualtransaction
left join pg_prepared_xacts p on p.transaction = x.transactionid
where l.locktype = 'relation' and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
  and l.relation in (select oid from wanted)
  and (l.mode = 'AccessExclusiveLock' or not ?)
  and coalesce(a.application_name, '') <> ?
