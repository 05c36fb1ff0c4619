-- What definitions of some tables and types name and a run does not make: functions, operators, operator classes, collations, text search objects, types of extensions, access methods, tablespaces. Parameters: OIDs of tables, OIDs of types. What PostgreSQL itself is made with has no dependencies, and is not looked for.
with wanted as (select c.oid, format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any (?)),
wanted_type as (select t.oid, format('type %I.%I', n.nspname, t.typname) as name, t.typrelid from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.oid = any (?)),
stored as (
  select w.oid, w.name from wanted w
  union all select i.indexrelid, w.name from wanted w join pg_index i on i.indrelid = w.oid
), part as (
  select 'pg_class'::regclass as classid, s.oid as objid, s.name from stored s
  union all select 'pg_attrdef'::regclass, a.oid, w.name from wanted w join pg_attrdef a on a.adrelid = w.oid
  union all select 'pg_constraint'::regclass, c.oid, w.name from wanted w join pg_constraint c on c.conrelid = w.oid
  union all select 'pg_statistic_ext'::regclass, s.oid, w.name from wanted w join pg_statistic_ext s on s.stxrelid = w.oid
  union all select 'pg_type'::regclass, t.oid, t.name from wanted_type t
  union all select 'pg_class'::regclass, t.typrelid, t.name from wanted_type t where t.typrelid <> 0
  union all select 'pg_constraint'::regclass, c.oid, t.name from wanted_type t join pg_constraint c on c.contypid = t.oid
), needed as (
  select d.refclassid as classid, d.refobjid as objid, p.name
  from part p join pg_depend d on d.classid = p.classid and d.objid = p.objid
  union all
  select 'pg_am'::regclass, c.relam, s.name from stored s join pg_class c on c.oid = s.oid where c.relam >= 16384
), of_array as ( -- an array's element stands for it
  select n.classid, coalesce(case when t.typcategory = 'A' then nullif(t.typelem, 0) end, n.objid) as objid, min(n.name) as name
  from needed n left join pg_type t on n.classid = 'pg_type'::regclass and t.oid = n.objid
  group by 1, 2
)
select o.kind, o.identity, coalesce(ns.nspname, '') as schema, o.name, n.name as used_by,
       (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = n.classid and d.objid = n.objid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension,
       (select en.nspname from pg_depend d join pg_extension e on e.oid = d.refobjid join pg_namespace en on en.oid = e.extnamespace
        where d.classid = n.classid and d.objid = n.objid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension_schema
from of_array n
join lateral (
  select 'function' as kind, p.oid::regprocedure::text as identity, p.pronamespace as namespace, p.proname::text as name
  from pg_proc p where n.classid = 'pg_proc'::regclass and p.oid = n.objid
  union all
  select 'operator', p.oid::regoperator::text, p.oprnamespace, p.oprname from pg_operator p where n.classid = 'pg_operator'::regclass and p.oid = n.objid
  union all
  select 'operator class', format('%I.%I using %I', s.nspname, p.opcname, am.amname), p.opcnamespace, p.opcname
  from pg_opclass p join pg_am am on am.oid = p.opcmethod join pg_namespace s on s.oid = p.opcnamespace where n.classid = 'pg_opclass'::regclass and p.oid = n.objid
  union all
  select 'collation', format('%I.%I', s.nspname, p.collname), p.collnamespace, p.collname
  from pg_collation p join pg_namespace s on s.oid = p.collnamespace where n.classid = 'pg_collation'::regclass and p.oid = n.objid
  union all
  select 'text search configuration', format('%I.%I', s.nspname, p.cfgname), p.cfgnamespace, p.cfgname
  from pg_ts_config p join pg_namespace s on s.oid = p.cfgnamespace where n.classid = 'pg_ts_config'::regclass and p.oid = n.objid
  union all
  select 'text search dictionary', format('%I.%I', s.nspname, p.dictname), p.dictnamespace, p.dictname
  from pg_ts_dict p join pg_namespace s on s.oid = p.dictnamespace where n.classid = 'pg_ts_dict'::regclass and p.oid = n.objid
  union all
  select 'type', format_type(p.oid, null), p.typnamespace, p.typname from pg_type p where n.classid = 'pg_type'::regclass and p.oid = n.objid
  union all
  select 'access method', quote_ident(p.amname), null, p.amname from pg_am p where n.classid = 'pg_am'::regclass and p.oid = n.objid
) o on true
left join pg_namespace ns on ns.oid = o.namespace
union all
select distinct on (t.spcname) 'tablespace', quote_ident(t.spcname), '', t.spcname, s.name, null, null
from stored s join pg_class c on c.oid = s.oid join pg_tablespace t on t.oid = c.reltablespace
where t.spcname not in ('pg_default', 'pg_global')
order by 1, 2
