-- What keeps the server from changing or dropping some columns, with the statements that drop it and make it again, in the order in which it is made.
-- Foreign keys and views over these views are not among them. Parameters: OIDs of tables and names of their columns.
with recursive changed as (
  select a.attrelid, a.attnum, false as generated
  from unnest(?::oid[], ?::text[]) p(table_oid, name) join pg_attribute a on a.attrelid = p.table_oid and a.attname = p.name and not a.attisdropped
  union
  select n.*
  from changed c cross join lateral (
    select h.attrelid, h.attnum, c.generated -- of tables that inherit, and of partitions
    from pg_attribute a join pg_inherits i on i.inhparent = a.attrelid join pg_attribute h on h.attrelid = i.inhrelid and h.attname = a.attname
    where a.attrelid = c.attrelid and a.attnum = c.attnum
    union all
    select g.attrelid, g.attnum, true
    from pg_depend d left join pg_attrdef e on d.classid = 'pg_attrdef'::regclass and e.oid = d.objid
    join pg_attribute g on g.attrelid = c.attrelid and g.attnum = case d.classid when 'pg_class'::regclass then d.objsubid else e.adnum end
    where d.refclassid = 'pg_class'::regclass and d.refobjid = c.attrelid and d.refobjsubid = c.attnum and g.attgenerated <> '' and g.attnum <> c.attnum
      and d.objid = case d.classid when 'pg_class'::regclass then c.attrelid else e.oid end
  ) n
), dependent as (
  select distinct d.classid, d.objid, c.generated
  from changed c join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.attrelid and d.refobjsubid = c.attnum
), hindering as (
  select distinct classid, objid from dependent
), needed as ( -- it goes away with a generated column that is made again
  select distinct classid, objid from dependent where generated
), found as (
  select 1 as step, a.attrelid::regclass::text as of, a.attname as name, 'column ' || a.attname || ' of table ' || a.attrelid::regclass as described,
         format('alter table %s drop column %I', a.attrelid::regclass, a.attname) as drop_statement,
         array[format('alter table %s add column %I %s%s generated always as (%s) %s%s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
                      case when a.attcollation <> t.typcollation then ' collate ' || a.attcollation::regcollation end, pg_get_expr(e.adbin, e.adrelid),
                      case a.attgenerated when 's' then 'stored' else 'virtual' end, case when a.attnotnull then ' not null' end),
               format('comment on column %s.%I is %L', a.attrelid::regclass, a.attname, nullif(col_description(a.attrelid, a.attnum), ''))] as create_statements,
         a.attrelid as table_oid, a.attname as column_name
  from (select distinct attrelid, attnum from changed where generated) c join pg_attribute a on a.attrelid = c.attrelid and a.attnum = c.attnum
  join pg_type t on t.oid = a.atttypid join pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
  where a.attinhcount = 0
  union all
  select 2, k.conrelid::regclass::text, k.conname, '', '',
         array[format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))], 0, ''
  from needed d join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid and k.contype in ('c', 'u', 'p', 'x') and k.conislocal
  union all
  select 2, i.indrelid::regclass::text, i.indexrelid::regclass::text, '', '', array[pg_get_indexdef(i.indexrelid)], 0, ''
  from needed d join pg_index i on d.classid = 'pg_class'::regclass and i.indexrelid = d.objid join pg_class x on x.oid = i.indexrelid and not x.relispartition
  union all
  select 2, x.stxrelid::regclass::text, x.stxname, '', '', array[pg_get_statisticsobjdef(x.oid)], 0, ''
  from needed d join pg_statistic_ext x on d.classid = 'pg_statistic_ext'::regclass and x.oid = d.objid
  union all
  select 4, '', '', format('%sview %s', case v.relkind when 'm' then 'materialized ' end, v.oid::regclass), '', '{}', v.oid, ''
  from hindering d join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.ev_type = '1' join pg_class v on v.oid = r.ev_class
  union all
  select 5, p.polrelid::regclass::text, p.polname, format('policy %I on table %s', p.polname, p.polrelid::regclass), format('drop policy %I on %s', p.polname, p.polrelid::regclass),
         array[format('create policy %I on %s as %s for %s to %s%s%s', p.polname, p.polrelid::regclass, case when p.polpermissive then 'permissive' else 'restrictive' end,
                      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
                      (select string_agg(case when r = 0 then 'public' else quote_ident(pg_get_userbyid(r)) end, ', ') from unnest(p.polroles) r),
                      ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
               format('comment on policy %I on %s is %L', p.polname, p.polrelid::regclass, obj_description(p.oid, 'pg_policy'))], 0, ''
  from hindering d join pg_policy p on d.classid = 'pg_policy'::regclass and p.oid = d.objid
  union all
  select 6, t.tgrelid::regclass::text, t.tgname, format('trigger %I on table %s', t.tgname, t.tgrelid::regclass), format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass),
         array[pg_get_triggerdef(t.oid),
               case t.tgenabled when 'O' then null
                 else format('alter table %s %s trigger %I', t.tgrelid::regclass, case t.tgenabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname) end,
               format('comment on trigger %I on %s is %L', t.tgname, t.tgrelid::regclass, obj_description(t.oid, 'pg_trigger'))], 0, ''
  from hindering d join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid and not t.tgisinternal and t.tgparentid = 0
  union all
  select 7, r.ev_class::regclass::text, r.rulename, format('rule %I on table %s', r.rulename, r.ev_class::regclass), format('drop rule %I on %s', r.rulename, r.ev_class::regclass),
         array[pg_get_ruledef(r.oid),
               case r.ev_enabled when 'O' then null
                 else format('alter table %s %s rule %I', r.ev_class::regclass, case r.ev_enabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, r.rulename) end,
               format('comment on rule %I on %s is %L', r.rulename, r.ev_class::regclass, obj_description(r.oid, 'pg_rewrite'))], 0, ''
  from hindering d join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.ev_type <> '1'
  union all
  select 8, m.prrelid::regclass::text, p.pubname, format('publication %I', p.pubname), format('alter publication %I drop table %s', p.pubname, m.prrelid::regclass),
         array[format('alter publication %I add table %s%s%s', p.pubname, m.prrelid::regclass,
                      ' (' || (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
                               where a.attrelid = m.prrelid and to_jsonb(m) -> 'prattrs' @> to_jsonb(a.attnum)) || ')',
                      ' where (' || (select pg_get_expr(prqual, r.prrelid) from pg_publication_rel r where r.oid = m.oid) || ')')], 0, ''
  from hindering d join pg_publication_rel m on d.classid = 'pg_publication_rel'::regclass and m.oid = d.objid join pg_publication p on p.oid = m.prpubid
  cross join (select null::pg_node_tree as prqual) before_15 -- which has no such column
  union all
  select 9, '', f.oid::regprocedure::text, format('function %s', f.oid::regprocedure), format('drop %s %s', case f.prokind when 'p' then 'procedure' else 'function' end, f.oid::regprocedure),
         array[pg_get_functiondef(f.oid),
               case when f.proowner <> (select oid from pg_roles where rolname = current_user)
                 then format('alter routine %s owner to %I', f.oid::regprocedure, pg_get_userbyid(f.proowner)) end,
               case when f.proacl is not null then format('revoke all on routine %s from public', f.oid::regprocedure) end]
         || array(select format('grant execute on routine %s to %s%s', f.oid::regprocedure, case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
                                case when a.is_grantable then ' with grant option' end) from aclexplode(f.proacl) a)
         || format('comment on routine %s is %L', f.oid::regprocedure, obj_description(f.oid, 'pg_proc')), 0, ''
  from hindering d join pg_proc f on d.classid = 'pg_proc'::regclass and f.oid = d.objid
)
select f.step, f.described, f.drop_statement, -- without statements about comments that are not there
       array(select s from unnest(f.create_statements) with ordinality u(s, i) where s not like 'comment on % is NULL' order by i) as create_statements,
       case f.step when 4 then f.table_oid else 0 end::bigint as view, case f.step when 1 then f.table_oid else 0 end::bigint as table_oid, f.column_name
from found f
order by f.step, f.of, f.name
