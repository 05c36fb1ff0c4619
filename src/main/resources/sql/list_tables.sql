-- Every table that could be selected: not of the system, not temporary, not ours. Sizes count TOAST.
select c.oid::bigint as oid,
       n.nspname as schema,
       c.relname as name,
       c.relkind::text as kind,
       c.relpersistence = 'u' as unlogged,
       c.relispartition as partition,
       exists (select from pg_inherits i where i.inhrelid = c.oid or i.inhparent = c.oid) as inherits,
       c.reloftype <> 0 as typed,
       coalesce(am.amname, 'heap') as access_method,
       c.reltuples::bigint as estimated_rows,
       pg_table_size(c.oid) as bytes,
       c.relkind <> 'f' and has_schema_privilege(n.oid, 'usage') and row_security_active(c.oid) as rows_hidden,
       array(select o from unnest(c.reloptions) o
             union all select 'toast.' || o from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid) as options,
       coalesce(s.spcname, '') as tablespace,
       pg_get_userbyid(c.relowner) as owner,
       c.relreplident::text as replica_identity,
       obj_description(c.oid, 'pg_class') as comment,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as may_select,
       pg_has_role(c.relowner, 'usage') as may_own,
       (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_am am on am.oid = c.relam
left join pg_tablespace s on s.oid = c.reltablespace
where c.relkind in ('r', 'p', 'f')
  and c.relpersistence <> 't'
  and n.nspname not in ('information_schema', 'databasesync')
  and n.nspname !~ '^(pg_|dbsync_(stage|prev)_)'
order by n.nspname, c.relname
