-- What has some names already. Parameters: schemas and names of relations; schemas and names of extended statistics; schemas and names of types. Array types are left out, because the server gives them other names. Of what belongs to a table, that table.
select case c.relkind when 'i' then 'index' when 'I' then 'index' when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
         when 'c' then 'type' when 'f' then 'foreign table' else 'table' end as kind,
       n.nspname as schema,
       c.relname as name,
       coalesce(x.indrelid, d.refobjid)::regclass::text as of_table
from unnest(?::text[], ?::text[]) wanted(schema, name)
join pg_namespace n on n.nspname = wanted.schema
join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
left join pg_index x on x.indexrelid = c.oid
left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and c.relkind = 'S'
union all
select 'statistics', n.nspname, s.stxname, s.stxrelid::regclass::text
from unnest(?::text[], ?::text[]) wanted(schema, name)
join pg_namespace n on n.nspname = wanted.schema
join pg_statistic_ext s on s.stxnamespace = n.oid and s.stxname = wanted.name
union all
select case t.typtype when 'd' then 'domain' else 'type' end, n.nspname, t.typname, null
from unnest(?::text[], ?::text[]) wanted(schema, name)
join pg_namespace n on n.nspname = wanted.schema
join pg_type t on t.typnamespace = n.oid and t.typname = wanted.name
where t.typrelid = 0 and not exists (select from pg_type e where e.typarray = t.oid)
order by schema, name, kind
