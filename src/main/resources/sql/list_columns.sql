-- The columns of some tables, in order. Parameter: table OIDs. The leaf type is what remains without domains and arrays.
with recursive leaf as (
  select distinct a.atttypid as oid, a.atttypid as type, 0 as depth, false as composite_or_array
  from pg_attribute a where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
  union all
  select l.oid, case when t.typtype = 'd' then t.typbasetype else t.typelem end, l.depth + 1, l.composite_or_array or t.typcategory = 'A'
  from leaf l join pg_type t on t.oid = l.type
  where t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0)
), resolved as (
  select distinct on (l.oid) l.oid, t.oid as leaf, t.typname, t.typnamespace, t.typtype, l.composite_or_array as is_array,
         t.typsend <> 0 and t.typreceive <> 0 as has_binary,
         (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
          where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension
  from leaf l join pg_type t on t.oid = l.type
  order by l.oid, l.depth desc
)
select a.attrelid::bigint as table_oid,
       a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type,
       case when r.extension is null or r.leaf not in (t.oid, t.typelem) then format_type(a.atttypid, a.atttypmod)
            else replace(format_type(a.atttypid, a.atttypmod), quote_ident(n.nspname) || '.', '') end as comparable_type,
       a.atttypid::bigint as type_oid,
       r.typname as leaf_name,
       n.nspname as leaf_schema,
       r.typtype::text as leaf_kind,
       r.is_array as leaf_in_array,
       r.has_binary as leaf_has_binary,
       r.extension as leaf_extension,
       array(select e.enumlabel::text from pg_enum e where e.enumtypid = r.leaf order by e.enumsortorder) as enum_labels,
       a.attislocal as local,
       a.attnotnull as not_null,
       nn.conname as not_null_name,
       nn.conislocal and (nn.coninhcount = 0 or not (select c.relispartition from pg_class c where c.oid = a.attrelid)) as not_null_local, -- a primary key makes the inherited one of a partition its own
       nn.connoinherit as not_null_no_inherit,
       nn.convalidated as not_null_validated,
       obj_description(nn.oid, 'pg_constraint') as not_null_comment,
       pg_get_expr(ad.adbin, ad.adrelid) as default_expression,
       a.attgenerated::text as generated,
       a.attidentity::text as identity,
       case when a.attcollation not in (0, t.typcollation) then quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end as collation,
       case when a.attstorage <> t.typstorage then a.attstorage::text end as storage,
       case when a.attcompression <> '' then a.attcompression::text end as compression,
       case when coalesce(a.attstattarget, -1) >= 0 then a.attstattarget::int end as statistics_target,
       array(select o from unnest(a.attoptions) o where o !~ '^pg_attver=') as options, -- the server's own, which it takes from nobody; pg_dump leaves it out, too
       col_description(a.attrelid, a.attnum) as comment
from pg_attribute a
join pg_type t on t.oid = a.atttypid
join resolved r on r.oid = a.atttypid
join pg_namespace n on n.oid = r.typnamespace
left join pg_attrdef ad on ad.adrelid = a.attrelid and ad.adnum = a.attnum
left join pg_collation co on co.oid = a.attcollation
left join pg_namespace cn on cn.oid = co.collnamespace
left join pg_constraint nn on nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey = array[a.attnum]
where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum
