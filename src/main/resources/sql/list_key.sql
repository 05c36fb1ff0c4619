-- The columns by which the rows of a table can be named: of its primary key, else of its shortest unique index. Parameter: table.
select a.attname as name
from (
  select i.indrelid, i.indkey::int2[] as attnums, i.indnkeyatts
  from pg_index i
  where i.indrelid = ?::regclass and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
    and not exists (
      select from unnest(i.indkey::int2[]) with ordinality k(attnum, position)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where k.position <= i.indnkeyatts and not a.attnotnull)
  order by i.indisprimary desc, i.indnkeyatts, i.indexrelid
  limit 1
) i
cross join unnest(i.attnums) with ordinality k(attnum, position)
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
where k.position <= i.indnkeyatts
order by k.position
