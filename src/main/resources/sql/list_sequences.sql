-- Sequences that columns of some tables own or use, one row for each table and sequence. Parameter: table OIDs, three times. A default uses one by its OID, or by a text that is looked up when the default is evaluated; a column of a domain without a default of its own uses the domain's. `drawing`: columns of whole numbers whose values are the sequence's, without a calculation. `shared`: something besides the table uses one that the table owns, so that it cannot move with the table; tables of a stage do not count.
with path as (
  select n.oid, s.position
  from regexp_split_to_table((select reset_val from pg_settings where name = 'search_path'), '\s*,\s*') with ordinality s(name, position)
  join pg_namespace n on n.nspname = case when s.name in ('"$user"', '$user') then current_user::text else replace(trim(both '"' from s.name), '""', '"') end
), evaluated as (
  select ad.adrelid as relation, ad.adnum as attnum, pg_get_expr(ad.adbin, ad.adrelid) as expression, 'pg_attrdef'::regclass as classid, ad.oid as objid
  from pg_attrdef ad where ad.adrelid = any (?) and ad.adbin::text ~ ':funcid 1574 '
  union all
  select a.attrelid, a.attnum, pg_get_expr(t.typdefaultbin, 0), 'pg_type'::regclass, t.oid
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped and not a.atthasdef and a.attidentity = '' and t.typtype = 'd' and t.typdefaultbin is not null
), late as (
  select e.relation, e.attnum, e.expression, case when m.name ~ '^("[^"]+"|[[:alpha:]_][[:alnum:]_$]*)(\.("[^"]+"|[[:alpha:]_][[:alnum:]_$]*))?$' then parse_ident(m.name) end as parts
  from evaluated e
  cross join lateral (select replace(f[1], '''''', '''') as name
                      from regexp_matches(e.expression, 'nextval\(\(*(?:to_regclass\(\(*)?''((?:[^'']|'''')+)''::(?:text|character varying|name)', 'g') f) m
), used as (
  select e.relation, e.attnum, d.refobjid as sequence, e.expression, false as identity, false as owned
  from evaluated e join pg_depend d on d.classid = e.classid and d.objid = e.objid and d.refclassid = 'pg_class'::regclass and d.deptype = 'n'
  union all
  select l.relation, l.attnum, f.oid, l.expression, false, false
  from late l join pg_class r on r.oid = l.relation
  cross join lateral (
    select q.oid
    from pg_class q join pg_namespace n on n.oid = q.relnamespace left join path p on p.oid = n.oid
    where q.relkind = 'S' and q.relpersistence <> 't' and q.relname = l.parts[array_length(l.parts, 1)]
      and case when array_length(l.parts, 1) = 2 then n.nspname = l.parts[1] else p.oid is not null or n.oid = r.relnamespace end
    order by p.position nulls last limit 1
  ) f
  union all
  select d.refobjid, d.refobjsubid::smallint, d.objid, null, d.deptype = 'i', true
  from pg_depend d
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0 and d.refobjid = any (?)
), by_sequence as (
  select u.relation, u.sequence, bool_or(u.identity) as identity, bool_or(u.owned) as owned,
         (array_agg(a.attname::text order by u.owned desc, a.attnum))[1] as "column",
         array(select distinct x from unnest(array_agg(a.attname::text)) x order by x) as columns,
         array(select distinct x from unnest(array_agg(a.attname::text) filter (where t.typoutput in ('int2out'::regproc, 'int4out'::regproc, 'int8out'::regproc, 'numeric_out'::regproc)
           and (u.identity or u.expression ~ '^\(*nextval\(\(*(to_regclass\(\(*)?''([^'']|'''')+''(::(text|character varying|name|oid|regclass|smallint|integer|bigint|numeric)(\(\d+(,\d+)?\))?|\))*$'))) x order by x) as drawing
  from used u
  join pg_attribute a on a.attrelid = u.relation and a.attnum = u.attnum
  join pg_type t on t.oid = a.atttypid
  group by u.relation, u.sequence
)
select b.relation::bigint as table_oid,
       b."column",
       b.columns,
       b.drawing,
       n.nspname as schema,
       c.relname as name,
       b.identity,
       b.owned,
       b.owned and exists (
         select from pg_depend u
         left join pg_attrdef ad on u.classid = 'pg_attrdef'::regclass and ad.oid = u.objid
         left join pg_class r on r.oid = ad.adrelid left join pg_namespace rn on rn.oid = r.relnamespace
         where u.refclassid = 'pg_class'::regclass and u.refobjid = b.sequence and u.deptype = 'n'
           and not coalesce(ad.adrelid = b.relation or (rn.nspname ~ '^dbsync_stage_' and n.nspname !~ '^dbsync_stage_'), false)) as shared,
       format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s %scycle', format_type(s.seqtypid, null), s.seqincrement,
              s.seqmin, s.seqmax, s.seqstart, s.seqcache, case when not s.seqcycle then 'no ' end) as options,
       s.seqincrement as increment,
       s.seqmin as min,
       s.seqmax as max,
       s.seqcycle as cycle,
       c.relpersistence = 'u' as unlogged,
       has_sequence_privilege(s.seqrelid, 'select') as may_select,
       has_sequence_privilege(s.seqrelid, 'update') as may_update,
       pg_has_role(c.relowner, 'usage') as may_own,
       obj_description(s.seqrelid, 'pg_class') as comment
from by_sequence b
join pg_sequence s on s.seqrelid = b.sequence
join pg_class c on c.oid = b.sequence
join pg_namespace n on n.oid = c.relnamespace
order by b.relation, b."column", c.relname
