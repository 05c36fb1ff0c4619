-- Extended statistics on some tables. Parameter: table OIDs. The definition stands between the names of the statistics and of the table.
select s.stxrelid::bigint as table_oid,
       n.nspname as schema,
       s.stxname as name,
       substr(d.text, length(d.head) + 1, length(d.text) - length(d.head) - length(d.tail)) as definition,
       obj_description(s.oid, 'pg_statistic_ext') as comment,
       case when (to_jsonb(s) ->> 'stxstattarget')::int >= 0 then (to_jsonb(s) ->> 'stxstattarget')::int end as target
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
cross join lateral (select pg_get_statisticsobjdef(s.oid) as text, format('CREATE STATISTICS %I.%I ', n.nspname, s.stxname) as head, s.stxrelid::regclass::text as tail) d
where s.stxrelid = any (?)
order by s.stxrelid, s.stxname
