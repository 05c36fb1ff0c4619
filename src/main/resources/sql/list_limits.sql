-- What a server, this database and the role that has logged in allow. One row. A limit is null where there is none:
-- superusers have no limit of their own. `others` are processes that hold locks too: autovacuum, workers, senders. Other
-- sessions of this run are not counted: they have just been closed, or belong to a process that is dead.
with activity as (
  select a.usename, a.datname
  from pg_stat_activity a
  where a.pid = pg_backend_pid()
     or not starts_with(coalesce(a.application_name, ''), regexp_replace(current_setting('application_name'), '[^ ]+$', ''))
)
select current_setting('max_locks_per_transaction')::bigint as locks_each,
       current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint as backends,
       coalesce(current_setting('autovacuum_worker_slots', true), current_setting('autovacuum_max_workers'))::bigint
         + current_setting('max_worker_processes')::bigint + current_setting('max_wal_senders')::bigint + 2 as others,
       r.rolname as login,
       least(current_setting('max_parallel_workers')::bigint, current_setting('max_worker_processes')::bigint) as workers,
       current_setting('max_parallel_maintenance_workers')::bigint as workers_each,
       pg_size_bytes(current_setting('shared_buffers')) as buffers,
       pg_size_bytes(current_setting('maintenance_work_mem')) as memory_each,
       case when not r.rolsuper and r.rolconnlimit >= 0 then r.rolconnlimit end::bigint as role_limit,
       (select count(*) from activity a where a.usename = session_user) as role_used,
       case when not r.rolsuper and d.datconnlimit >= 0 then d.datconnlimit end::bigint as database_limit,
       (select count(*) from activity a where a.datname = d.datname) as database_used,
       current_setting('max_connections')::bigint
         - case when r.rolsuper then 0
                else current_setting('superuser_reserved_connections')::bigint
                     + coalesce(current_setting('reserved_connections', true), '0')::bigint end as server_limit,
       (select count(*) from activity a where a.datname is not null) as server_used
from pg_roles r
cross join pg_database d
where r.rolname = session_user and d.datname = current_database()
