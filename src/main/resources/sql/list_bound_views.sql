-- Views that rebindings.sql replaces, or rules of which it does, and that our role may lock, and views that move themselves; outermost first: what reads a view
-- stands before it. Parameters: OIDs of all that moves, twice.
with recursive bound as (
  select r.ev_class as oid
  from pg_rewrite r
  join pg_class v on v.oid = r.ev_class and v.relkind = 'v' and pg_has_role(v.relowner, 'usage')
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
  where d.refobjid = any (?)
  union
  select v.oid from pg_class v where v.oid = any (?) and v.relkind in ('v', 'm')
), below as (
  select oid, oid as inner_oid from bound
  union
  select b.oid, v.oid
  from below b
  join pg_rewrite r on r.ev_class = b.inner_oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
  join pg_class v on v.oid = d.refobjid and (v.relkind = 'v' or v.oid in (select oid from bound))
)
select case v.relkind when 'm' then 'materialized ' else '' end || 'view ' || v.oid::regclass as view
from below b join pg_class v on v.oid = b.oid
group by v.oid, v.relkind order by count(*) desc, v.oid
