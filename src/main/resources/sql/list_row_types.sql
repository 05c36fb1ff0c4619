-- Columns whose values contain rows of other tables or of views: of their row types, arrays and domains of them, and
-- composite types and ranges with them. Parameter: table OIDs.
with recursive need as (
  select a.attrelid, a.attname, a.atttypid as type, 0 as depth
  from pg_attribute a
  where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
  union
  select need.attrelid, need.attname, x.type, need.depth + 1
  from need
  join pg_type t on t.oid = need.type
  cross join lateral (
    select t.typelem as type where t.typcategory = 'A' and t.typelem <> 0
    union all select t.typbasetype where t.typtype = 'd'
    union all select a.atttypid from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    union all select r.rngsubtype from pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)
  ) x
  where need.depth < 32
)
select distinct tn.nspname as schema, tc.relname as name, need.attname::text as column, n.nspname as of_schema, c.relname as of_name
from need
join pg_type t on t.oid = need.type
join pg_class c on c.oid = t.typrelid and c.relkind <> 'c'
join pg_namespace n on n.oid = c.relnamespace
join pg_class tc on tc.oid = need.attrelid
join pg_namespace tn on tn.oid = tc.relnamespace
where c.oid <> tc.oid and n.nspname not in ('pg_catalog', 'information_schema')
order by 1, 2, 3, 4, 5
