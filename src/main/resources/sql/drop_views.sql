-- Statements that drop views and materialized views, those that read others first. Parameters: schemas; OIDs of the views, null for all in these schemas.
with recursive wanted as (
  select c.oid, c.relkind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join (select ?::text[] as schemas, ?::oid[] as oids) p
  where c.relkind in ('v', 'm') and n.nspname = any (p.schemas) and (p.oids is null or c.oid = any (p.oids))
), below as (
  select oid, oid as inner_oid from wanted
  union
  select b.oid, v.oid
  from below b
  join pg_rewrite r on r.ev_class = b.inner_oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
  join wanted v on v.oid = d.refobjid
)
select format('drop %sview %s', case w.relkind when 'm' then 'materialized ' end, w.oid::regclass) as statement
from below b join wanted w on w.oid = b.oid
group by w.oid, w.relkind order by count(*) desc, w.oid
