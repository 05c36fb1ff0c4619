-- The indexes of some tables. Parameter: table OIDs. What follows USING in the definition is the same in any schema.
-- Its functions do not know the query's snapshot: of an index that is dropped meanwhile, there is no definition.
with found as materialized (
  select i.indrelid::bigint as table_oid,
         ic.relname as name,
         am.amname as access_method,
         i.indisunique as is_unique,
         i.indisvalid and i.indisready as valid,
         i.indisclustered as clustered,
         i.indisreplident as replica_identity,
         substr(pg_get_indexdef(i.indexrelid), length(format('CREATE %sINDEX %I ON %s%s ',
           case when i.indisunique then 'UNIQUE ' end, ic.relname, case when c.relkind = 'p' then 'ONLY ' end, i.indrelid::regclass)) + 1) as definition,
         array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(attnum, position)
               join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
               where k.position <= i.indnkeyatts order by k.position) as key_columns,
         array(select format('alter column %s set statistics %s', a.attnum, a.attstattarget) from pg_attribute a
               where a.attrelid = i.indexrelid and a.attstattarget >= 0 order by a.attnum) as statistics_targets,
         coalesce(s.spcname, '') as tablespace,
         (select p.relname from pg_inherits h join pg_class p on p.oid = h.inhparent where h.inhrelid = i.indexrelid) as attached_to,
         pg_relation_size(i.indexrelid) as bytes,
         obj_description(i.indexrelid, 'pg_class') as comment,
         con.conname as constraint_name,
         con.contype::text as constraint_type,
         pg_get_constraintdef(con.oid) as constraint_definition,
         coalesce((to_jsonb(con) ->> 'conperiod')::boolean, false) as without_overlaps,
         c.relkind = 'p' as partitioned,
         con.condeferrable as deferrable,
         con.condeferred as deferred,
         obj_description(con.oid, 'pg_constraint') as constraint_comment
  from pg_index i
  join pg_class ic on ic.oid = i.indexrelid
  join pg_class c on c.oid = i.indrelid
  join pg_am am on am.oid = ic.relam
  left join pg_tablespace s on s.oid = ic.reltablespace
  left join pg_constraint con on con.conindid = i.indexrelid and con.conrelid = i.indrelid and con.contype in ('p', 'u', 'x')
  where i.indrelid = any (?)
)
select * from found where definition is not null order by table_oid, name
