-- The relations that the functions read which rows of some tables call: in checks, domains, generated columns and indexes. Parameter: table OIDs, three times. PostgreSQL records what a function with a SQL body reads. Of others, the words of their source count: `certain` says that one stands where SQL names a relation. Functions of the system and of extensions are left out.
with recursive of_column as (
  select a.attrelid, a.attname, a.atttypid as type, 0 as depth from pg_attribute a where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
  union
  select o.attrelid, o.attname, x.type, o.depth + 1
  from of_column o join pg_type t on t.oid = o.type
  cross join lateral (
    select t.typelem as type where t.typcategory = 'A' and t.typelem <> 0
    union all select t.typbasetype where t.typtype = 'd'
    union all select a.atttypid from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
  ) x
  where o.depth < 32
), part as (
  select c.conrelid as table_oid, 'constraint' as kind, c.conname::text as name, 'pg_constraint'::regclass as classid, c.oid as objid
  from pg_constraint c where c.conrelid = any (?) and c.contype = 'c'
  union all
  select o.attrelid, 'column', o.attname::text, 'pg_constraint'::regclass, c.oid from of_column o join pg_constraint c on c.contypid = o.type
  union all
  select a.attrelid, 'column', a.attname::text, 'pg_attrdef'::regclass, d.oid
  from of_column o join pg_attribute a on a.attrelid = o.attrelid and a.attname = o.attname and a.attgenerated <> ''
  join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select i.indrelid, 'index', i.indexrelid::regclass::text, 'pg_class'::regclass, i.indexrelid from pg_index i where i.indrelid = any (?)
), code as ( -- functions, and those that they call
  select p.table_oid, p.kind, p.name, f.oid as first, f.oid as function
  from part p
  join pg_depend d on d.classid = p.classid and d.objid = p.objid and d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
  left join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
  join pg_proc f on f.oid = coalesce(o.oprcode::oid, d.refobjid)
  where f.oid >= 16384
  union
  select c.table_oid, c.kind, c.name, c.first, q.oid
  from code c
  join pg_proc f on f.oid = c.function
  join pg_language l on l.oid = f.prolang and l.lanname not in ('internal', 'c')
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e')
  cross join lateral (
    select q.oid from pg_proc q
    where q.oid >= 16384 and q.prokind in ('f', 'p')
      and q.proname = any (array(select w[1] from regexp_matches(lower(f.prosrc), '[[:alpha:]_][[:alnum:]_$]*', 'g') w))
    union all
    select d.refobjid from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.refclassid = 'pg_proc'::regclass
  ) q
), source as (
  select f.oid, regexp_replace(lower(f.prosrc), '\m(distinct|extract\s*\(\s*\w+)\s+from\M', ' ', 'g') as text, array(select w[1] from regexp_matches(lower(f.prosrc), '[[:alpha:]_][[:alnum:]_$]*', 'g') w) as words
  from pg_proc f join pg_language l on l.oid = f.prolang
  where f.oid in (select function from code) and l.lanname not in ('internal', 'c')
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e')
), read as (
  select s.oid as function, c.oid as relation,
         s.text ~ ('\m(from|join|into|update|table|only)\s+("?[[:alnum:]_$]+"?\s*\.\s*)?"?' || regexp_replace(lower(c.relname), '([^[:alnum:]_])', '\\\1', 'g') || '"?(?![[:alnum:]_$])') as certain
  from source s join pg_class c on c.oid >= 16384 and c.relkind in ('r', 'p', 'f', 'v', 'm')
    and (lower(c.relname) = any (s.words) or (c.relname ~ '[^[:alnum:]_$]' and strpos(s.text, lower(c.relname)) > 0))
  union
  select s.oid, d.refobjid, true from source s join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = s.oid and d.refclassid = 'pg_class'::regclass
  union
  select r.function, d.refobjid, r.certain
  from read r
  join pg_rewrite w on w.ev_class = r.relation
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.relation
)
select c.table_oid::bigint as table_oid, c.kind, c.name, c.first::regprocedure::text as function, n.nspname as schema, t.relname as relation, bool_or(r.certain) as certain
from code c
join read r on r.function = c.function
join pg_class t on t.oid = r.relation
join pg_namespace n on n.oid = t.relnamespace
group by 1, 2, 3, 4, 5, 6
order by 1, 2, 3, 4, 5, 6
