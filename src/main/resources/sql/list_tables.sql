-- Some tables in full. Sizes count TOAST; those of a partitioned table are its partitions'. Measuring one waits for whoever has locked it. Parameters: where they are: `prev` for tables that runs have replaced and kept, `stage` for those that nobody sees yet, else empty; table OIDs.
select c.oid::bigint as oid,
       n.nspname as schema,
       c.relname as name,
       c.relkind::text as kind,
       c.relpersistence = 'u' as unlogged,
       c.relispartition as partition,
       exists (select from pg_inherits i where i.inhrelid = c.oid or i.inhparent = c.oid) as inherits,
       case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of_type,
       coalesce(pg_get_partkeydef(c.oid), '') as partition_key,
       coalesce(pg_get_expr(c.relpartbound, c.oid), '') as partition_bound,
       p.schemas as parent_schemas,
       p.names as parent_names,
       coalesce(am.amname, 'heap') as access_method,
       case c.relkind when 'p' then (select coalesce(sum(greatest(l.reltuples, 0)), 0)::bigint from pg_partition_tree(c.oid) t join pg_class l on l.oid = t.relid where t.isleaf)
                      else c.reltuples::bigint end as estimated_rows,
       case c.relkind when 'p' then (select coalesce(sum(pg_table_size(t.relid)), 0)::bigint from pg_partition_tree(c.oid) t where t.isleaf)
                      else pg_table_size(c.oid) end as bytes,
       c.relkind <> 'f' and has_schema_privilege(n.oid, 'usage') and row_security_active(c.oid) as rows_hidden,
       array(select o from unnest(c.reloptions) o
             union all select 'toast.' || o from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid) as options,
       coalesce(s.spcname, '') as tablespace,
       pg_get_userbyid(c.relowner) as owner,
       c.relreplident::text as replica_identity,
       obj_description(c.oid, 'pg_class') as comment,
       has_schema_privilege(n.oid, 'usage') as may_use_schema,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as may_select,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'insert') as may_insert,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'truncate') as may_truncate,
       pg_has_role(c.relowner, 'usage') as may_own,
       pg_has_role(c.relowner, 'usage') and has_schema_privilege(n.oid, 'create') as may_index,
       me.rolsuper or c.relowner = me.oid or has_schema_privilege(c.relowner, n.oid, 'create') as owner_may_create,
       me.rolsuper or c.relowner = me.oid or case when current_setting('server_version_num')::int >= 160000 then pg_has_role(c.relowner, 'set') else true end as may_set_owner,
       array(select a.relid::oid::bigint from pg_partition_ancestors(c.oid) a where a.relid <> c.oid) as ancestors,
       (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as extension
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_roles me on me.rolname = current_user
cross join lateral (
  select array_agg(pn.nspname::text order by i.inhseqno) as schemas, array_agg(pc.relname::text order by i.inhseqno) as names
  from pg_inherits i join pg_class pc on pc.oid = i.inhparent join pg_namespace pn on pn.oid = pc.relnamespace
  where i.inhrelid = c.oid
) p
left join pg_am am on am.oid = c.relam
left join pg_tablespace s on s.oid = c.reltablespace
where c.relkind in ('r', 'p', 'f')
  and c.relpersistence <> 't'
  and n.nspname not in ('information_schema', 'databasesync')
  and n.nspname !~ '^pg_'
  and coalesce(substring(n.nspname from '^dbsync_(stage|prev)_'), '') = ?
  and c.oid = any (?)
order by n.nspname, c.relname
