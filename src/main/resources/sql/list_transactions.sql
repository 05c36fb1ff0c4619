-- Open transactions, the oldest first. Parameters: process ids of sessions, names of prepared transactions.
-- The server hides most of it from roles without pg_read_all_stats. Only the first word of a statement is read.
select a.pid, null as gid, coalesce(a.usename::text, '') as role, coalesce(a.application_name, '') as application,
       coalesce(a.backend_type, '') as backend_type, coalesce(a.state, '') as state,
       to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since,
       coalesce(upper((regexp_match(a.query, '^(?:\s|--[^\n]*\n|/\*.*?\*/)*([a-zA-Z]+)'))[1]), '') as statement,
       coalesce(a.query, '') like '%(to prevent wraparound)' as wraparound
from pg_stat_activity a
where a.pid = any (?::bigint[])
union all
select null, p.gid, coalesce(p.owner::text, ''), '', '', '',
       to_char(p.prepared at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '', false
from pg_prepared_xacts p
where p.gid = any (?::text[]) and p.database = current_database()
order by since nulls last, pid, gid
