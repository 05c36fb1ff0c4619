-- Sessions that may hold a snapshot older than a transaction. Parameters: its xid, what our own sessions are called.
select a.pid, a.backend_xmin::text as xmin, coalesce(a.usename::text, 'unknown') as role
from pg_stat_activity a
where a.datname = current_database()
  and a.pid <> pg_backend_pid()
  and age(a.backend_xmin) > age(?::text::xid)
  and coalesce(a.application_name, '') <> ?
  and coalesce(a.backend_type, '') <> 'autovacuum worker'
