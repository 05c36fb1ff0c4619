-- The tables that own or use some sequences, and everything else that does. Parameter: sequence OIDs, four times. `draws`: the values of the column are the sequence's. Defaults that name a sequence by a text are not found.
with evaluated as (
  select ad.adrelid as relation, ad.adnum as attnum, d.refobjid as sequence, pg_get_expr(ad.adbin, ad.adrelid) as expression, false as identity
  from pg_depend d join pg_attrdef ad on ad.oid = d.objid
  where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = any (?) and d.deptype = 'n'
  union all
  select a.attrelid, a.attnum, d.refobjid, pg_get_expr(t.typdefaultbin, 0), false
  from pg_depend d join pg_type t on t.oid = d.objid join pg_attribute a on a.atttypid = t.oid and a.attnum > 0 and not a.attisdropped and not a.atthasdef
  where d.classid = 'pg_type'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = any (?) and d.deptype = 'n'
  union all
  select d.refobjid, d.refobjsubid::smallint, d.objid, null, d.deptype = 'i'
  from pg_depend d
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.objid = any (?) and d.deptype in ('a', 'i') and d.refobjsubid > 0
)
select e.sequence::bigint as sequence,
       c.oid::bigint as table_oid,
       n.nspname as schema,
       c.relname as name,
       a.attname as "column",
       c.relkind in ('r', 'p') and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select') and not c.relrowsecurity
         and t.typoutput in ('int2out'::regproc, 'int4out'::regproc, 'int8out'::regproc, 'numeric_out'::regproc)
         and (e.identity or coalesce(e.expression ~ '^\(*nextval\(\(*(to_regclass\(\(*)?''([^'']|'''')+''(::(text|character varying|name|oid|regclass|smallint|integer|bigint|numeric)(\(\d+(,\d+)?\))?|\))*$', false)) as draws
from evaluated e
join pg_class c on c.oid = e.relation
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = e.relation and a.attnum = e.attnum
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p', 'f') and n.nspname !~ '^dbsync_(stage|prev)_'
union
select d.refobjid::bigint, 0, '', pg_describe_object(d.classid, d.objid, d.objsubid), '', false
from pg_depend d
where d.refclassid = 'pg_class'::regclass and d.refobjid = any (?) and d.deptype = 'n' and d.classid not in ('pg_attrdef'::regclass, 'pg_type'::regclass)
order by 1, 3, 4, 5
