-- The types of some columns of a table, without domains, in the order of the columns. Parameters: column names; schema and name of the table.
-- Types without an operator of their own are compared by one of pg_catalog: enums, arrays, ranges, composites, varchar.
with recursive key as (
  select k.o, a.atttypid as type_oid
  from unnest(?::text[]) with ordinality k(name, o)
  cross join pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = k.name and not a.attisdropped
  where n.nspname = ? and c.relname = ?
  union all
  select key.o, t.typbasetype from key join pg_type t on t.oid = key.type_oid and t.typtype = 'd'
)
select format_type(t.oid, -1) as spelled, coalesce(own.schema, 'pg_catalog') as operator_schema, t.typtype = 'e' as is_enum
from key join pg_type t on t.oid = key.type_oid
left join lateral (
  select n.nspname as schema
  from pg_opclass c join pg_am m on m.oid = c.opcmethod and m.amname = 'btree'
  join pg_amop e on e.amopfamily = c.opcfamily and e.amoplefttype = t.oid and e.amoprighttype = t.oid and e.amopstrategy = 3
  join pg_operator o on o.oid = e.amopopr join pg_namespace n on n.oid = o.oprnamespace
  where c.opcintype = t.oid and c.opcdefault
) own on true
where t.typtype <> 'd'
order by key.o
