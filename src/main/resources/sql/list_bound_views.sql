-- Views that rebindings.sql replaces, or rules of which it does, and that our role may lock; outermost first: what reads a view stands before it.
-- Parameter: table OIDs.
with recursive bound as (
  select distinct r.ev_class as oid
  from pg_rewrite r
  join pg_class v on v.oid = r.ev_class and v.relkind = 'v' and pg_has_role(v.relowner, 'usage')
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
  where d.refobjid = any (?)
), below as (
  select oid, oid as inner_oid from bound
  union
  select b.oid, v.oid
  from below b
  join pg_rewrite r on r.ev_class = b.inner_oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
  join pg_class v on v.oid = d.refobjid and v.relkind = 'v'
)
select oid::regclass::text as view from below group by oid order by count(*) desc, oid
