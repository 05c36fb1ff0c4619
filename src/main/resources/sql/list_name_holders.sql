-- What has some names already. Parameters: schemas and names of relations; schemas and names of extended statistics. Of what belongs to a table, that table.
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
order by schema, name, kind
