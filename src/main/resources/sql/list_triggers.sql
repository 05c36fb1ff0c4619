-- Triggers on some tables that TRUNCATE or COPY would fire in an ordinary session. Parameter: table OIDs.
select n.nspname as schema,
       c.relname as table_name,
       c.relkind = 'p' as partitioned,
       t.tgname as name,
       t.tgenabled = 'A' as always,
       pg_has_role(c.relowner, 'usage') as may_alter,
       pg_get_userbyid(c.relowner) as owner
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
where t.tgrelid = any (?)
  and not t.tgisinternal
  and t.tgenabled in ('O', 'A')
  and t.tgtype & (4 | 32) <> 0 -- INSERT, TRUNCATE: https://www.postgresql.org/docs/current/catalog-pg-trigger.html
order by c.relkind <> 'p', c.oid, t.tgname
