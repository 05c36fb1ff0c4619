-- What definitions can name of some extensions, as far as it is in the extension's schema. Parameter: names of extensions.
select distinct n.nspname as schema, o.name, e.extname as extension
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
join lateral (
  select t.typname as name, t.typnamespace as namespace from pg_type t where d.classid = 'pg_type'::regclass and t.oid = d.objid
  union all select p.proname, p.pronamespace from pg_proc p where d.classid = 'pg_proc'::regclass and p.oid = d.objid
  union all select o.oprname, o.oprnamespace from pg_operator o where d.classid = 'pg_operator'::regclass and o.oid = d.objid
  union all select c.opcname, c.opcnamespace from pg_opclass c where d.classid = 'pg_opclass'::regclass and c.oid = d.objid
  union all select c.collname, c.collnamespace from pg_collation c where d.classid = 'pg_collation'::regclass and c.oid = d.objid
  union all select c.cfgname, c.cfgnamespace from pg_ts_config c where d.classid = 'pg_ts_config'::regclass and c.oid = d.objid
  union all select x.dictname, x.dictnamespace from pg_ts_dict x where d.classid = 'pg_ts_dict'::regclass and x.oid = d.objid
) o on o.namespace = n.oid
where e.extname = any (?::text[])
order by n.nspname, o.name
