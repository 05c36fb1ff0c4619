-- The types of some columns of a table, without domains, in the order of the columns. Parameters: column names; schema and name of the table.
with recursive key as (
  select k.o, a.atttypid as type_oid
  from unnest(?::text[]) with ordinality k(name, o)
  cross join pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = k.name and not a.attisdropped
  where n.nspname = ? and c.relname = ?
  union all
  select key.o, t.typbasetype from key join pg_type t on t.oid = key.type_oid and t.typtype = 'd'
)
select format_type(t.oid, -1) as spelled, n.nspname as schema, t.typtype = 'e' as is_enum
from key join pg_type t on t.oid = key.type_oid join pg_namespace n on n.oid = t.typnamespace
where t.typtype <> 'd'
order by key.o
