# The cheapest honest way by hand: tables without indexes, binary COPY into COPY over two connections, the biggest
# table in two halves, then indexes, constraints and foreign keys over two connections. Tables under 1 MB go together
# through one pg_dump, for two psql a table would take longer than their rows. No common snapshot, nothing is verified,
# no statistics are gathered, and readers see the tables while they fill.
memory_for_indexes=256MB # as dbsync: this, and 1GB for the indexes of pgvector
small=1048576
selected=$(printf "'%s'::regclass," "${tables[@]}")
selected=${selected%,}
sql "$SOURCE" >"$work/copies" <<SQL
with shape as (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, pg_table_size(c.oid) as bytes,
         pg_relation_size(c.oid) / current_setting('block_size')::int / 2 as middle,
         (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
           where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid in ($selected)),
parts as (
  select s.*, half, row_number() over (order by bytes desc, oid, half) as place
  from shape s, (values (1), (2)) halves(half))
select format('copy (select %s from %s%s) to stdout (format binary)', columns, name,
         case when place = 1 then format(' where ctid < ''(%s,0)''', middle)
              when place = 2 then format(' where ctid >= ''(%s,0)''', middle) else '' end)
       || chr(10) || format('copy %s (%s) from stdin (format binary)', name, columns)
from parts where place <= 2 or half = 1 and bytes >= $small order by place
SQL
sql "$SOURCE" >"$work/small" <<SQL
select format('--table=%I.%I', nspname, relname) from pg_class c join pg_namespace n on n.oid = relnamespace
where c.oid in ($selected) and pg_table_size(c.oid) < $small
  and c.oid <> (select oid from pg_class where oid in ($selected) order by pg_table_size(oid) desc, oid limit 1)
SQL
sql "$SOURCE" >"$work/indexes" <<SQL
with wanted as (
  select i.indexrelid::regclass as name, pg_get_indexdef(i.indexrelid) as definition, pg_relation_size(i.indexrelid) as bytes,
         am.amname in ('ivfflat', 'hnsw') as vector
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am am on am.oid = c.relam where i.indrelid in ($selected)),
steps as (
  select vector, bytes, format('set maintenance_work_mem = %L; %s', case when vector then '1GB' else '$memory_for_indexes' end, definition) as step
  from wanted where vector or bytes >= $small
  union all
  select false, sum(bytes), string_agg(definition, '; ') from wanted where not vector and bytes < $small having count(*) > 0)
select step from steps order by vector desc, bytes desc
SQL
sql "$SOURCE" >"$work/constraints" <<SQL
select format('alter table %s add constraint %I %s using index %I;', conrelid::regclass, conname,
         case contype when 'p' then 'primary key' else 'unique' end, conindid::regclass)
from pg_constraint where contype in ('p', 'u') and conrelid in ($selected)
union all
select format('select setval(%L, %s, %L);', s.oid::regclass, coalesce(pg_sequence_last_value(s.oid), q.seqstart), pg_sequence_last_value(s.oid) is not null)
from pg_class s join pg_sequence q on q.seqrelid = s.oid
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refobjsubid > 0 and d.deptype in ('a', 'i')
where d.refobjid in ($selected)
SQL
sql "$SOURCE" >"$work/foreign-keys" <<SQL
select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint where contype = 'f' and conrelid in ($selected) order by pg_table_size(conrelid) desc
SQL

pg_dump "${only[@]}" --schema-only --section=pre-data --no-owner --no-privileges "$SOURCE" | sql --output=/dev/null "$TARGET"
export -f sql
copy() {
  set -o pipefail
  if [ "$1" = small ]; then
    mapfile -t some <"$2"
    pg_dump --data-only "${some[@]}" "$SOURCE" | sql --output=/dev/null "$TARGET"
  else
    sql -c "$1" "$SOURCE" | sql -c "$2" "$TARGET"
  fi
}
export -f copy
if [ -s "$work/small" ]; then
  printf 'small\n%s\n' "$work/small" >>"$work/copies"
fi
# shellcheck disable=SC2016 # the inner shell is to expand them
xargs -d '\n' -P 2 -n 2 bash -c 'copy "$1" "$2"' copy <"$work/copies"
# shellcheck disable=SC2016
xargs -r -d '\n' -P 2 -n 1 bash -c 'sql -c "$1" "$TARGET"' index <"$work/indexes"
sql --output=/dev/null "$TARGET" <"$work/constraints"
# shellcheck disable=SC2016
xargs -r -d '\n' -P 2 -n 1 bash -c 'sql -c "$1" "$TARGET"' foreign-key <"$work/foreign-keys"
