-- What stays behind with a table or view that is replaced, as statements that make it again under the same names, in order. Parameter: their OIDs.
with selected as (
  select c.oid, c.oid::regclass::text as name, c.relacl, c.relowner, quote_ident(pg_get_userbyid(c.relowner)) as owner, c.relrowsecurity, c.relforcerowsecurity,
    (select count(*) from pg_partition_ancestors(c.oid)) as depth
  from pg_class c where c.oid = any (?)
), owned_sequence as (
  select s.oid as table_oid, q.oid, q.oid::regclass::text as name, q.relacl, q.relowner
  from selected s
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
  join pg_class q on q.oid = d.objid and q.relkind = 'S'
), acl as (
  select 'table ' || s.name as object, s.relowner, a.*, '' as columns from selected s cross join lateral aclexplode(s.relacl) a
  union all
  select 'table ' || s.name, 0, a.*, ' (' || quote_ident(t.attname) || ')'
  from selected s join pg_attribute t on t.attrelid = s.oid and t.attnum > 0 and not t.attisdropped cross join lateral aclexplode(t.attacl) a
  union all
  select 'sequence ' || q.name, q.relowner, a.*, '' from owned_sequence q cross join lateral aclexplode(q.relacl) a
)
select statement from (
  select 1 as step, name as object, '' as detail, 'alter table ' || name || ' owner to ' || owner as statement from selected where relowner <> (select oid from pg_roles where rolname = current_user)
  union all
  select 2, name, '', 'revoke all on table ' || name || ' from ' || owner from selected where relacl is not null
  union all
  select 3, object, privilege_type || columns,
         format('grant %s%s on %s to %s%s', privilege_type, columns, object, case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
                case when is_grantable then ' with grant option' end)
  from acl
  union all
  select 4, s.name, p.polname,
         format('create policy %I on %s as %s for %s to %s%s%s', p.polname, s.name, case when p.polpermissive then 'permissive' else 'restrictive' end,
                case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
                (select string_agg(case when r = 0 then 'public' else quote_ident(pg_get_userbyid(r)) end, ', ') from unnest(p.polroles) r),
                ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
  from selected s join pg_policy p on p.polrelid = s.oid
  union all
  select 5, s.name, p.polname, format('comment on policy %I on %s is %L', p.polname, s.name, obj_description(p.oid, 'pg_policy'))
  from selected s join pg_policy p on p.polrelid = s.oid where obj_description(p.oid, 'pg_policy') is not null
  union all
  select 6, name, '', 'alter table ' || name || ' enable row level security' from selected where relrowsecurity
  union all
  select 6, name, 'force', 'alter table ' || name || ' force row level security' from selected where relforcerowsecurity
  union all
  select 7, s.name, t.tgname, pg_get_triggerdef(t.oid) from selected s join pg_trigger t on t.tgrelid = s.oid and not t.tgisinternal and t.tgparentid = 0
  union all
  select 8, to_char(s.depth, '0000') || s.name, t.tgname, -- of a partitioned table before its partitions: it sets theirs, too
         format('alter table %s %s trigger %I', s.name, case t.tgenabled when 'O' then 'enable' when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname)
  from selected s join pg_trigger t on t.tgrelid = s.oid and not t.tgisinternal left join pg_trigger p on p.oid = t.tgparentid
  where t.tgenabled <> coalesce(p.tgenabled, 'O')
  union all
  select 9, s.name, t.tgname, format('comment on trigger %I on %s is %L', t.tgname, s.name, obj_description(t.oid, 'pg_trigger'))
  from selected s join pg_trigger t on t.tgrelid = s.oid and not t.tgisinternal where obj_description(t.oid, 'pg_trigger') is not null
  union all
  select 10, s.name, r.rulename, pg_get_ruledef(r.oid) from selected s join pg_rewrite r on r.ev_class = s.oid and r.ev_type <> '1'
  union all
  select 11, s.name, r.rulename, format('comment on rule %I on %s is %L', r.rulename, s.name, obj_description(r.oid, 'pg_rewrite'))
  from selected s join pg_rewrite r on r.ev_class = s.oid where obj_description(r.oid, 'pg_rewrite') is not null
  union all
  select 12, s.name, r.rulename,
         format('alter table %s %s rule %I', s.name, case r.ev_enabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, r.rulename)
  from selected s join pg_rewrite r on r.ev_class = s.oid and r.ev_enabled <> 'O'
  union all
  select 13, s.name, p.pubname,
         format('alter publication %I add table only %s%s%s', p.pubname, s.name,
                ' (' || (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
                         where a.attrelid = s.oid and to_jsonb(m) -> 'prattrs' @> to_jsonb(a.attnum)) || ')',
                ' where (' || (select pg_get_expr(prqual, r.prrelid) from pg_publication_rel r where r.oid = m.oid) || ')')
  from selected s join pg_publication_rel m on m.prrelid = s.oid join pg_publication p on p.oid = m.prpubid
  cross join (select null::pg_node_tree as prqual) before_15 -- which has no such column
  union all
  select 14, s.name, x.stxname, format('alter statistics %I.%I owner to %I', n.nspname, x.stxname, pg_get_userbyid(x.stxowner))
  from selected s join pg_statistic_ext x on x.stxrelid = s.oid join pg_namespace n on n.oid = x.stxnamespace
) b
order by step, object, detail
