-- What is not whole in some schemas. Parameters: the schemas' names, twice.
select ic.relname as name, format('index %I of table %I is not valid', ic.relname, c.relname) as description
from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (?::text[]) and not (i.indisvalid and i.indisready)
union all
select con.conname, format('constraint %I of table %I is not validated', con.conname, c.relname)
from pg_constraint con join pg_class c on c.oid = con.conrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any (?::text[]) and con.conparentid = 0 and not con.convalidated and coalesce((to_jsonb(con) ->> 'conenforced')::boolean, true) -- of partitions, servers before 18 do not say
