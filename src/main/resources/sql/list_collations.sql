-- The collations that are not the system's. Parameter: OIDs of tables; `used` says whether a column or an index of them uses the collation.
select n.nspname as schema, c.collname as name, format('%I.%I', n.nspname, c.collname) as spelled, c.collprovider::text as provider,
       coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate) as locale, c.collctype as ctype,
       c.collisdeterministic as deterministic, to_jsonb(c) ->> 'collicurules' as rules, obj_description(c.oid, 'pg_collation') as comment,
       exists (select from pg_attribute a where a.attrelid = any (t.oids) and a.attcollation = c.oid)
         or exists (select from pg_index i where i.indrelid = any (t.oids) and c.oid = any (i.indcollation)) as used
from (select ?::oid[] as oids) t
cross join pg_collation c
join pg_namespace n on n.oid = c.collnamespace
where c.oid >= 16384 and n.nspname <> 'pg_catalog' and c.collencoding in (-1, (select d.encoding from pg_database d where d.datname = current_database()))
order by 1, 2
