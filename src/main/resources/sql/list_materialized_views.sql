-- Materialized views over some tables, also by way of other views. Parameter: table OIDs.
with recursive over as (
  select c.oid, c.relkind from pg_class c where c.oid = any (?)
  union
  select v.oid, v.relkind
  from over
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = over.oid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid
  join pg_class v on v.oid = r.ev_class
  where v.oid <> over.oid
)
select oid::regclass::text as statement from over where relkind = 'm' order by 1
