-- Views and materialized views over some tables, also by way of each other; what others read stands before them. Parameters: table OIDs; names of schemas,
-- and the schema in which the statements make the views of each.
with recursive over as (
  select c.oid, 0 as depth from pg_class c where c.oid = any (?)
  union
  select v.oid, over.depth + 1
  from over
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = over.oid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid and r.ev_type = '1'
  join pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm') and v.relpersistence <> 't' and v.oid <> over.oid
), known as (
  select c.oid, max(o.depth) as depth from over o join pg_class c on c.oid = o.oid group by c.oid
), schemas as (
  select * from unnest(?::text[], ?::text[]) s(name, moved)
), view as (
  select c.*, k.depth, n.nspname, format('%I.%I', coalesce(s.moved, n.nspname), c.relname) as made, coalesce(s.moved, n.nspname) as moved
  from known k join pg_class c on c.oid = k.oid join pg_namespace n on n.oid = c.relnamespace left join schemas s on s.name = n.nspname
  where c.relkind in ('v', 'm')
), used as ( -- objects that the queries use, functions also by way of operators and aggregates
  select v.oid as view, d.refclassid as classid, d.refobjid as objid
  from view v join pg_rewrite r on r.ev_class = v.oid and r.ev_type = '1' join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
  union
  select u.view, d.refclassid, d.refobjid
  from used u join pg_depend d on d.classid = u.classid and d.objid = u.objid
  where u.classid in ('pg_proc'::regclass, 'pg_operator'::regclass) and d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
), me as (
  select oid, rolname, rolsuper from pg_roles where rolname = current_user
)
select v.oid::bigint as oid, v.oid::regclass::text as spelled, v.nspname as schema, v.relname as name, v.relkind = 'm' as materialized, v.relispopulated as populated,
       pg_get_userbyid(v.relowner) as owner,
       case v.relkind when 'm' then pg_table_size(v.oid) else 0 end as bytes,
       case v.relkind when 'm' then pg_indexes_size(v.oid) else 0 end as index_bytes,
       array(select distinct d.refobjid::bigint from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
             where r.ev_class = v.oid and r.ev_type = '1' and d.refclassid = 'pg_class'::regclass and d.refobjid <> v.oid
               and d.refobjid in (select oid from known) order by 1) as reads,
       coalesce((
         select string_agg(why, ', ' order by why) from (
           select format('belongs to role %s, of which role %s is no member', quote_ident(pg_get_userbyid(v.relowner)), quote_ident(me.rolname)) as why
           from me where not pg_has_role(v.relowner, 'usage')
           union
           select format('belongs to role %s, to which role %s cannot give objects', quote_ident(pg_get_userbyid(v.relowner)), quote_ident(me.rolname))
           from me where not me.rolsuper and v.relowner <> me.oid and pg_has_role(v.relowner, 'usage')
             and case when current_setting('server_version_num')::int >= 160000 then not pg_has_role(v.relowner, 'set') else false end
           union
           select 'belongs to an extension' from pg_depend d
           where d.classid = 'pg_class'::regclass and d.objid = v.oid and d.refclassid = 'pg_extension'::regclass
           union
           select format('calls function %s, which may read other tables', u.objid::regprocedure)
           from used u join pg_proc p on p.oid = u.objid join pg_language l on l.oid = p.prolang
           where u.view = v.oid and u.classid = 'pg_proc'::regclass and p.provolatile <> 'i' and p.prokind <> 'a' and l.lanname <> 'internal'
           union
           select format('reads %s, whose rows a policy may hide', t.oid::regclass)
           from used u join pg_class t on t.oid = u.objid and t.relrowsecurity join pg_roles o on o.oid = v.relowner
           where u.view = v.oid and u.classid = 'pg_class'::regclass and not (o.rolsuper or o.rolbypassrls)
             and (t.relforcerowsecurity or not pg_has_role(o.oid, t.relowner, 'usage'))
           union
           select format('reads %s, for which its owner %s has no SELECT', t.oid::regclass, quote_ident(pg_get_userbyid(v.relowner)))
           from used u join pg_class t on t.oid = u.objid and t.oid <> v.oid
           where u.view = v.oid and u.classid = 'pg_class'::regclass and t.relkind in ('r', 'p', 'v', 'm', 'f')
             and not has_table_privilege(v.relowner, t.oid, 'select') and not has_any_column_privilege(v.relowner, t.oid, 'select')
         ) o), '') as obstacle,
       format('create %sview %s%s%s%s as ', case v.relkind when 'm' then 'materialized ' end, v.made,
              (select ' using ' || quote_ident(a.amname) from pg_am a where a.oid = v.relam),
              ' with (' || nullif(array_to_string(v.reloptions, ', '), '') || ')',
              (select ' tablespace ' || quote_ident(s.spcname) from pg_tablespace s where s.oid = v.reltablespace)) as head,
       rtrim(pg_get_viewdef(v.oid), ';') as query,
       array(
         select statement from (
           select 1 as step, a.attnum::int as position, '' as detail, format('alter table %s alter column %I set statistics %s', v.made, a.attname, a.attstattarget) as statement
           from pg_attribute a where a.attrelid = v.oid and a.attnum > 0 and a.attstattarget >= 0 and v.relkind = 'm'
           union all
           select 1, a.attnum, 'options', format('alter table %s alter column %I set (%s)', v.made, a.attname, o.options)
           from pg_attribute a cross join lateral (select string_agg(o, ', ') as options from unnest(a.attoptions) o where o !~ '^pg_attver=') o
           where a.attrelid = v.oid and a.attnum > 0 and o.options is not null -- the server's own is left out, as in list_columns.sql
           union all
           select 1, a.attnum, 'storage', format('alter table %s alter column %I set storage %s', v.made, a.attname,
                  case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end)
           from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = v.oid and a.attnum > 0 and v.relkind = 'm' and a.attstorage <> t.typstorage
           union all
           select 1, a.attnum, 'compression', format('alter table %s alter column %I set compression %s', v.made, a.attname, case a.attcompression when 'p' then 'pglz' else 'lz4' end)
           from pg_attribute a where a.attrelid = v.oid and a.attnum > 0 and a.attcompression <> ''
           union all
           select 1, a.attnum, 'default', format('alter view %s alter column %I set default %s', v.made, a.attname, pg_get_expr(d.adbin, d.adrelid))
           from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where d.adrelid = v.oid and v.relkind = 'v'
           union all
           select 1, 0, 'toast', format('alter materialized view %s set (%s)', v.made, (select string_agg('toast.' || o, ', ') from unnest(t.reloptions) o))
           from pg_class t where t.oid = v.reltoastrelid and t.reloptions is not null
           union all
           select 2, 0, '', format('comment on %sview %s is %L', case v.relkind when 'm' then 'materialized ' end, v.made, obj_description(v.oid, 'pg_class'))
           where obj_description(v.oid, 'pg_class') is not null
           union all
           select 2, a.attnum, '', format('comment on column %s.%I is %L', v.made, a.attname, col_description(v.oid, a.attnum))
           from pg_attribute a where a.attrelid = v.oid and a.attnum > 0 and col_description(v.oid, a.attnum) is not null
         ) s order by step, position, detail) as statements,
       v.made
from view v
order by v.depth, v.oid
