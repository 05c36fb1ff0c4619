-- The types that keep tables from moving into another schema: PostgreSQL moves a table's array type along under its name. Parameters: OIDs of the tables and their new schemas; OIDs of tables that leave these schemas before. Returned is each array type that has to get another name: that of a table that moves, or one in the new schema with the name of such a table.
with moving as (
  select d.oid as destination, d.nspname as destination_name, n.nspname as here, r.typname as row_name, a.typname as array_name
  from unnest(?::bigint[], ?::text[]) m(oid, destination)
  join pg_class c on c.oid = m.oid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type r on r.oid = c.reltype
  join pg_type a on a.oid = r.typarray
  join pg_namespace d on d.nspname = m.destination
), leaving as (
  select x.oid from pg_class c join pg_type r on r.oid = c.reltype cross join lateral (values (r.oid), (r.typarray)) x(oid) where c.oid = any (?)
)
select m.here as schema, m.array_name as name
from moving m join pg_type o on o.typnamespace = m.destination and o.typname = m.array_name
where o.oid not in (select oid from leaving)
union
select m.destination_name, m.row_name
from moving m join pg_type o on o.typnamespace = m.destination and o.typname = m.row_name
where o.oid not in (select oid from leaving) and exists (select from pg_type e where e.typarray = o.oid)
order by 1, 2
