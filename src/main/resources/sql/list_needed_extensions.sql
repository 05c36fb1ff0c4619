-- Extensions to which operator classes, functions, operators, collations and types belong that some tables name in indexes, constraints, defaults, statistics and partition keys. Parameter: table OIDs.
with wanted as (select c.oid from pg_class c where c.oid = any (?)),
object as (
  select 'pg_class'::regclass as classid, w.oid as objid from wanted w
  union all select 'pg_class'::regclass, i.indexrelid from pg_index i where i.indrelid in (select oid from wanted)
  union all select 'pg_attrdef'::regclass, a.oid from pg_attrdef a where a.adrelid in (select oid from wanted)
  union all select 'pg_constraint'::regclass, c.oid from pg_constraint c where c.conrelid in (select oid from wanted)
  union all select 'pg_constraint'::regclass, c.oid from pg_constraint c
    where c.contypid in (select a.atttypid from pg_attribute a where a.attrelid in (select oid from wanted))
  union all select 'pg_statistic_ext'::regclass, s.oid from pg_statistic_ext s where s.stxrelid in (select oid from wanted)
)
select distinct e.extname as name, n.nspname as schema
from object o
join pg_depend d on d.classid = o.classid and d.objid = o.objid
join pg_depend m on m.classid = d.refclassid and m.objid = d.refobjid and m.refclassid = 'pg_extension'::regclass and m.deptype = 'e'
join pg_extension e on e.oid = m.refobjid
join pg_namespace n on n.oid = e.extnamespace
order by e.extname
