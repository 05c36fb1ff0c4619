-- Takes from some tables and views what belongings.sql would make again on them, and grants that were passed on with those that go. Parameter: their OIDs.
with selected as (
  select c.oid, c.oid::regclass::text as name, c.relkind, c.relacl, c.relowner from pg_class c where c.oid = any (?)
), granted as (
  select s.oid, s.name, 'table' as kind, s.relacl, s.relowner from selected s
  union all
  select q.oid, q.oid::regclass::text, 'sequence', q.relacl, q.relowner
  from selected s
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
  join pg_class q on q.oid = d.objid and q.relkind = 'S'
), grantee as (
  select g.kind, g.name, a.grantee from granted g cross join lateral aclexplode(g.relacl) a where a.grantee <> g.relowner
  union
  select 'table', s.name, a.grantee
  from selected s join pg_attribute t on t.attrelid = s.oid and t.attnum > 0 and not t.attisdropped cross join lateral aclexplode(t.attacl) a
  where a.grantee <> s.relowner
)
select statement from (
  select 1 as step, s.name as object, t.tgname::text as detail, format('drop trigger %I on %s', t.tgname, s.name) as statement
  from selected s join pg_trigger t on t.tgrelid = s.oid and not t.tgisinternal and t.tgparentid = 0
  union all
  select 2, s.name, p.polname, format('drop policy %I on %s', p.polname, s.name) from selected s join pg_policy p on p.polrelid = s.oid
  union all
  select 3, s.name, r.rulename, format('drop rule %I on %s', r.rulename, s.name) from selected s join pg_rewrite r on r.ev_class = s.oid and r.ev_type <> '1'
  union all
  select 4, s.name, '', 'alter table ' || s.name || ' disable row level security, no force row level security' from selected s where s.relkind in ('r', 'p')
  union all
  select 5, name, grantee::text, format('revoke all on %s %s from %s cascade', kind, name, case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end)
  from grantee
  union all
  select 6, name, '', format('grant all on %s %s to %s', kind, name, quote_ident(pg_get_userbyid(relowner))) from granted where relacl is not null
) b
order by step, object, detail
