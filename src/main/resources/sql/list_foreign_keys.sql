-- Foreign keys from or to some tables. Parameters: where their tables are, as in list_tables.sql; table OIDs, twice. What stands around the referenced table's name is the same in any schema.
select con.conrelid::bigint as table_oid,
       n.nspname as schema,
       c.relname as table_name,
       pg_has_role(c.relowner, 'usage') as may_alter,
       pg_get_userbyid(c.relowner) as owner,
       has_schema_privilege(rn.oid, 'usage') and has_table_privilege(con.confrelid, 'references') as may_reference,
       has_schema_privilege(rn.oid, 'usage') and has_table_privilege(con.confrelid, 'select') as may_look_up,
       con.conname as name,
       rn.nspname as referenced_schema,
       rc.relname as referenced_name,
       con.confrelid::bigint as referenced_oid,
       left(d.text, strpos(d.text, d.needle) - 1) || ' REFERENCES ' as head,
       substr(d.text, strpos(d.text, d.needle) + length(d.needle) - 1) as tail,
       con.convalidated as validated,
       array(select a.attname::text from unnest(con.conkey) with ordinality k(n, o) join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.n order by o) as columns,
       array(select a.attname::text from unnest(con.confkey) with ordinality k(n, o) join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.n order by o) as referenced_columns,
       array(select case when t.typnamespace = 'pg_catalog'::regnamespace and t.typtype <> 'p' then format_type(t.oid, -1) else '' end
             from unnest(con.conpfeqop) with ordinality k(operator, o) join pg_operator p on p.oid = k.operator join pg_type t on t.oid = p.oprright order by o) as operand_types,
       con.confmatchtype = 'f' as match_full,
       coalesce((to_jsonb(con) ->> 'conperiod')::boolean, false) as temporal,
       c.relkind = 'p' as partitioned,
       case when c.relkind = 'p' and current_setting('server_version_num')::int < 180000
            then array(select t.relid::regclass::text from pg_partition_tree(con.conrelid) t where t.isleaf) end as leaves,
       obj_description(con.oid, 'pg_constraint') as comment
from pg_constraint con
join pg_class c on c.oid = con.conrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class rc on rc.oid = con.confrelid
join pg_namespace rn on rn.oid = rc.relnamespace
cross join lateral (select pg_get_constraintdef(con.oid) as text, ' REFERENCES ' || con.confrelid::regclass || '(' as needle) d
where con.contype = 'f' and con.conparentid = 0
  and coalesce(substring(n.nspname from '^dbsync_(stage|prev)_'), '') = ?
  and (con.conrelid = any (?) or con.confrelid = any (?))
order by con.conrelid, con.conname
