-- Enums, domains and composite types that columns of some tables need, in the order in which they can be created. Parameter: table OIDs.
with recursive need as (
  select a.atttypid as oid, 0 as depth from pg_attribute a where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
  union
  select x.oid, need.depth + 1
  from need join pg_type t on t.oid = need.oid
  cross join lateral (
    select t.typelem as oid where t.typcategory = 'A' and t.typelem <> 0
    union all select t.typbasetype where t.typtype = 'd'
    union all select a.atttypid from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    union all select r.rngsubtype from pg_range r where r.rngtypid = t.oid
  ) x
  where need.depth < 32
)
select t.oid::bigint as oid,
       n.nspname as schema,
       t.typname as name,
       t.typtype::text as kind,
       (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension,
       (select en.nspname from pg_depend d join pg_extension e on e.oid = d.refobjid join pg_namespace en on en.oid = e.extnamespace
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension_schema,
       case t.typtype
         when 'e' then 'as enum (' || coalesce((select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '') || ')'
         when 'd' then 'as ' || format_type(t.typbasetype, t.typtypmod)
           || coalesce((select ' collate ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname) from pg_collation c join pg_namespace cn on cn.oid = c.collnamespace
                        where c.oid = t.typcollation and t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)), '')
           || coalesce(' default ' || t.typdefault, '') || case when t.typnotnull then ' not null' else '' end
           || coalesce((select string_agg(' constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid), '' order by c.conname)
                        from pg_constraint c where c.contypid = t.oid and c.contype = 'c'), '')
         when 'c' then 'as (' || coalesce((select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
                                  from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '') || ')'
         when 'r' then 'as range (subtype = ' || (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid) || ')'
       end as definition,
       obj_description(t.oid, 'pg_type') as comment
from (select oid, max(depth) as depth from need group by oid) d
join pg_type t on t.oid = d.oid
join pg_namespace n on n.oid = t.typnamespace
where n.nspname not in ('pg_catalog', 'information_schema')
  and (t.typtype in ('e', 'd', 'r') or t.typtype = 'b' or (t.typtype = 'c' and (select c.relkind from pg_class c where c.oid = t.typrelid) = 'c'))
  and not (t.typcategory = 'A' and t.typelem <> 0)
order by d.depth desc, n.nspname, t.typname
