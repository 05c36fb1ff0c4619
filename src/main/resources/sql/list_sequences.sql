-- Sequences that columns of some tables own or use. Parameter: table OIDs, twice. `shared`: something else uses one that the table owns, so that it cannot move with the table; of others, the stage of the table is a user as well.
select a.attrelid::bigint as table_oid,
       a.attname as column,
       s.seqrelid::bigint as oid,
       n.nspname as schema,
       c.relname as name,
       l.kind = 'i' as identity,
       l.kind in ('a', 'i') as owned,
       l.kind in ('a', 'i') and exists (select from pg_depend u where u.refclassid = 'pg_class'::regclass and u.refobjid = s.seqrelid and u.deptype = 'n'
               and not (u.classid = 'pg_attrdef'::regclass
                        and u.objid in (select ad.oid from pg_attrdef ad where ad.adrelid = a.attrelid and ad.adnum = a.attnum))) as shared,
       format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s %scycle', format_type(s.seqtypid, null), s.seqincrement,
              s.seqmin, s.seqmax, s.seqstart, s.seqcache, case when not s.seqcycle then 'no ' end) as options,
       s.seqincrement > 0 as ascending,
       has_sequence_privilege(s.seqrelid, 'select') as may_select,
       has_sequence_privilege(s.seqrelid, 'update') as may_update,
       obj_description(s.seqrelid, 'pg_class') as comment
from (
  select d.refobjid as table_oid, d.refobjsubid::smallint as attnum, d.objid as sequence, d.deptype::text as kind
  from pg_depend d
  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0 and d.refobjid = any (?)
  union
  select ad.adrelid, ad.adnum, d.refobjid, 'u'
  from pg_attrdef ad join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = ad.oid and d.refclassid = 'pg_class'::regclass and d.deptype = 'n'
  where ad.adrelid = any (?)
    and not exists (select from pg_depend o where o.classid = 'pg_class'::regclass and o.objid = d.refobjid
                    and o.refobjid = ad.adrelid and o.refobjsubid = ad.adnum and o.deptype in ('a', 'i'))
) l
join pg_sequence s on s.seqrelid = l.sequence
join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = l.table_oid and a.attnum = l.attnum
order by a.attrelid, a.attnum, c.relname
