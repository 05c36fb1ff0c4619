-- What surrounds some tables and is no part of their definition: row-level security, policies, triggers and rules. Parameter: table OIDs.
select table_oid, part
from (
  select c.oid::bigint as table_oid, 1 as kind, 'row-level security' as part from pg_class c where c.oid = any (?) and c.relrowsecurity
  union all
  select p.polrelid::bigint, 2, 'policy ' || quote_ident(p.polname) from pg_policy p where p.polrelid = any (?)
  union all
  select t.tgrelid::bigint, 3, 'trigger ' || quote_ident(t.tgname) from pg_trigger t
  where t.tgrelid = any (?) and not t.tgisinternal and t.tgparentid = 0
  union all
  select r.ev_class::bigint, 4, 'rule ' || quote_ident(r.rulename) from pg_rewrite r where r.ev_class = any (?)
) s
order by table_oid, kind, part
