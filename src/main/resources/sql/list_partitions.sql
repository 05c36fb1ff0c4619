-- The trees of some partitioned tables, roots included, parents first. Parameter: OIDs of tables, of any kind.
select r.oid::bigint as table_oid,
       c.oid::bigint as oid,
       n.nspname as schema,
       c.relname as name,
       c.relkind::text as kind,
       coalesce(t.parentrelid::regclass::text, '') as parent,
       coalesce(pg_get_expr(c.relpartbound, c.oid), '') as bound,
       coalesce(pg_get_partkeydef(c.oid), '') as key,
       has_table_privilege(c.oid, 'insert') as may_insert
from pg_class r
cross join lateral pg_partition_tree(r.oid) t
join pg_class c on c.oid = t.relid
join pg_namespace n on n.oid = c.relnamespace
where r.oid = any (?) and r.relkind = 'p'
order by r.oid, t.level, n.nspname, c.relname
