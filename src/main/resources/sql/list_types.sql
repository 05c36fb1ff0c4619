-- Enums, domains, composite types and ranges that columns of some tables need, in the order in which they can be created. Parameter: table OIDs, twice. What is `comparable` says nothing of the schemas of extensions.
with recursive need as (
  select a.atttypid as oid, 0 as depth from pg_attribute a where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
  union
  select c.reloftype, 0 from pg_class c where c.oid = any (?) and c.reloftype <> 0
  union
  select x.oid, need.depth + 1
  from need join pg_type t on t.oid = need.oid
  cross join lateral (
    select t.typelem as oid where t.typcategory = 'A' and t.typelem <> 0
    union all select t.typbasetype where t.typtype = 'd'
    union all select a.atttypid from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    union all select r.rngsubtype from pg_range r where r.rngtypid = t.oid
    union all select r.rngtypid from pg_range r where r.rngmultitypid = t.oid
  ) x
  where need.depth < 32
), of_extension as (
  select t.oid, t.typarray, quote_ident(n.nspname) || '.' as prefix
  from pg_depend d join pg_type t on t.oid = d.objid join pg_namespace n on n.oid = t.typnamespace
  where d.classid = 'pg_type'::regclass and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
)
select t.oid::bigint as oid,
       n.nspname as schema,
       t.typname as name,
       t.typtype::text as kind,
       format_type(t.oid, null) as spelled,
       array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels,
       case t.typtype
         when 'd' then replace(format_type(t.typbasetype, t.typtypmod), coalesce((select x.prefix from of_extension x where t.typbasetype in (x.oid, x.typarray) limit 1), ''), '')
           || coalesce((select ' COLLATE ' || quote_ident(c.collname) from pg_collation c where c.oid = t.typcollation and t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)), '')
         when 'r' then (select replace(format_type(r.rngsubtype, null), coalesce((select x.prefix from of_extension x where r.rngsubtype in (x.oid, x.typarray) limit 1), ''), '')
                        from pg_range r where r.rngtypid = t.oid)
       end as comparable,
       t.typnotnull as not_null,
       coalesce(p.names, '{}') as part_names,
       coalesce(p.types, '{}') as part_types,
       coalesce(p.comparables, '{}') as part_comparables,
       (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension,
       (select en.nspname from pg_depend d join pg_extension e on e.oid = d.refobjid join pg_namespace en on en.oid = e.extnamespace
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension_schema,
       case t.typtype
         when 'e' then 'as enum (' || coalesce((select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '') || ')'
         when 'd' then 'as ' || format_type(t.typbasetype, t.typtypmod)
           || coalesce((select ' collate ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname) from pg_collation c join pg_namespace cn on cn.oid = c.collnamespace
                        where c.oid = t.typcollation and t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)), '')
           || coalesce(' default ' || pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), '') || case when t.typnotnull
             then coalesce((select ' constraint ' || quote_ident(c.conname) from pg_constraint c where c.contypid = t.oid and c.contype = 'n'), '') || ' not null' else '' end
           || coalesce((select string_agg(' constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid), '' order by c.conname)
                        from pg_constraint c where c.contypid = t.oid and c.contype = 'c' and c.convalidated), '')
         when 'c' then 'as (' || coalesce((select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                                    || coalesce((select ' collate ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname) from pg_collation c join pg_namespace cn on cn.oid = c.collnamespace
                                                 where c.oid = a.attcollation and a.attcollation <> (select b.typcollation from pg_type b where b.oid = a.atttypid)), ''), ', ' order by a.attnum)
                                  from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '') || ')'
         when 'r' then 'as range (subtype = ' || (select format_type(r.rngsubtype, null) || ', multirange_type_name = ' || format_type(r.rngmultitypid, null)
             || coalesce((select ', subtype_opclass = ' || quote_ident(cn.nspname) || '.' || quote_ident(o.opcname) from pg_opclass o join pg_namespace cn on cn.oid = o.opcnamespace
                          where o.oid = r.rngsubopc and not o.opcdefault), '')
             || coalesce((select ', collation = ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname) from pg_collation c join pg_namespace cn on cn.oid = c.collnamespace
                          where c.oid = r.rngcollation and c.oid <> (select b.typcollation from pg_type b where b.oid = r.rngsubtype)), '')
             || case when r.rngsubdiff <> 0 then ', subtype_diff = ' || r.rngsubdiff::text else '' end
           from pg_range r where r.rngtypid = t.oid and r.rngcanonical = 0) || ')'
       end as definition,
       obj_description(t.oid, 'pg_type') as comment,
       array(select format('alter domain %I.%I add constraint %I %s', n.nspname, t.typname, c.conname, pg_get_constraintdef(c.oid))
             from pg_constraint c where c.contypid = t.oid and c.contype = 'c' and not c.convalidated
             union all
             select format('comment on column %I.%I.%I is %L', n.nspname, t.typname, a.attname, col_description(a.attrelid, a.attnum))
             from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and col_description(a.attrelid, a.attnum) is not null
             union all
             select format('comment on constraint %I on domain %I.%I is %L', c.conname, n.nspname, t.typname, obj_description(c.oid, 'pg_constraint'))
             from pg_constraint c where c.contypid = t.oid and c.contype = 'c' and obj_description(c.oid, 'pg_constraint') is not null
             union all -- an older server has no such constraint
             select format('do %L', format('begin if exists (select from pg_constraint where contypid = %L::regtype and conname = %L) then comment on constraint %I on domain %I.%I is %L; end if; end',
                                           format('%I.%I', n.nspname, t.typname), c.conname, c.conname, n.nspname, t.typname, obj_description(c.oid, 'pg_constraint')))
             from pg_constraint c where c.contypid = t.oid and c.contype = 'n' and obj_description(c.oid, 'pg_constraint') is not null) as additions
from (select oid, max(depth) as depth from need group by oid) d
join pg_type t on t.oid = d.oid
join pg_namespace n on n.oid = t.typnamespace
left join lateral (
  select array_agg(p.name order by p.position) as names, array_agg(p.type order by p.position) as types, array_agg(p.comparable order by p.position) as comparables
  from (
    select a.attnum::int as position, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
           replace(format_type(a.atttypid, a.atttypmod), coalesce((select x.prefix from of_extension x where a.atttypid in (x.oid, x.typarray) limit 1), ''), '') as comparable
    from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    union all
    select row_number() over (order by c.conname)::int, c.conname::text, pg_get_constraintdef(c.oid), pg_get_constraintdef(c.oid)
    from pg_constraint c where t.typtype = 'd' and c.contypid = t.oid and c.contype = 'c'
  ) p
) p on true
where n.nspname not in ('pg_catalog', 'information_schema')
  and (t.typtype in ('e', 'd', 'r') or t.typtype = 'b' or (t.typtype = 'c' and (select c.relkind from pg_class c where c.oid = t.typrelid) = 'c'))
  and not (t.typcategory = 'A' and t.typelem <> 0)
order by d.depth desc, n.nspname, t.typname
