-- What is there under some names, wherever it is, and whether our role may use it. Parameter: names. Spelled as in list_needed_objects.sql.
with wanted as (select ?::text[] as names)
select o.kind, o.identity, coalesce(n.nspname, '') as schema,
       n.oid is null or has_schema_privilege(n.oid, 'usage') as may_use_schema, o.may_use
from wanted w
cross join lateral (
  select 'function' as kind, p.oid::regprocedure::text as identity, p.pronamespace as namespace, has_function_privilege(p.oid, 'execute') as may_use from pg_proc p where p.proname = any (w.names)
  union all
  select 'operator', p.oid::regoperator::text, p.oprnamespace, true from pg_operator p where p.oprname = any (w.names)
  union all
  select 'operator class', format('%I.%I using %I', s.nspname, p.opcname, am.amname), p.opcnamespace, true
  from pg_opclass p join pg_am am on am.oid = p.opcmethod join pg_namespace s on s.oid = p.opcnamespace where p.opcname = any (w.names)
  union all
  select 'collation', format('%I.%I', s.nspname, p.collname), p.collnamespace, true
  from pg_collation p join pg_namespace s on s.oid = p.collnamespace
  where p.collname = any (w.names) and p.collencoding in (-1, (select d.encoding from pg_database d where d.datname = current_database()))
  union all
  select 'text search configuration', format('%I.%I', s.nspname, p.cfgname), p.cfgnamespace, true
  from pg_ts_config p join pg_namespace s on s.oid = p.cfgnamespace where p.cfgname = any (w.names)
  union all
  select 'text search dictionary', format('%I.%I', s.nspname, p.dictname), p.dictnamespace, true
  from pg_ts_dict p join pg_namespace s on s.oid = p.dictnamespace where p.dictname = any (w.names)
  union all
  select 'type', format_type(p.oid, null), p.typnamespace, has_type_privilege(p.oid, 'usage') from pg_type p where p.typname = any (w.names)
  union all
  select 'access method', quote_ident(p.amname), null, true from pg_am p where p.amname = any (w.names)
  union all
  select 'tablespace', quote_ident(p.spcname), null, has_tablespace_privilege(p.oid, 'create') from pg_tablespace p where p.spcname = any (w.names)
) o
left join pg_namespace n on n.oid = o.namespace
