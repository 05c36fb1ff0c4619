-- A text that changes when the definition of some relations changes, or of what belongs to them or depends on them: what a swap has read before its locks and says under
-- them. Rows of pg_class and pg_sequence change with a lock of ours and with the statistics, so that their values count; of all others, the transaction that wrote them.
-- Parameters: schemas and names that relations have or may not have; OIDs of relations, of which none is zero.
with recursive moving as materialized (select unnest(?::oid[]) as oid),
named as (
  select w.schema, w.name, c.oid from unnest(?::text[], ?::text[]) w(schema, name)
  left join pg_namespace n on n.nspname = w.schema left join pg_class c on c.relnamespace = n.oid and c.relname = w.name
), part as materialized (
  select oid from moving
  union select i.indexrelid from pg_index i where i.indrelid in (select oid from moving)
  union select d.objid from pg_depend d
        where d.refclassid = 'pg_class'::regclass and d.refobjid in (select oid from moving) and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
), depending as materialized (
  select d.classid, d.objid, d.objsubid, d.refobjid, d.deptype::text as deptype from pg_depend d
  where d.refclassid = 'pg_class'::regclass and d.refobjid in (select oid from part)
  union
  select d.classid, d.objid, d.objsubid, d.refobjid, d.deptype::text
  from pg_class c join pg_type t on t.oid = c.reltype
  join pg_depend d on d.refclassid = 'pg_type'::regclass and d.refobjid in (t.oid, t.typarray)
  where c.oid in (select oid from moving) and d.deptype <> 'i'
), viewing as materialized ( -- views and rules over them, and what reads these
  select r.oid as rule, r.ev_class as oid from pg_rewrite r where r.oid in (select objid from depending where classid = 'pg_rewrite'::regclass)
  union
  select r.oid, r.ev_class from viewing v
  join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = v.oid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite r on r.oid = d.objid
), relation as materialized (
  select oid from part union select oid from viewing
  union select k.conrelid from pg_constraint k where k.contype = 'f' and k.confrelid in (select oid from moving)
  union select k.confrelid from pg_constraint k where k.contype = 'f' and k.conrelid in (select oid from moving)
), found as (
  select format('%I.%I', schema, name) || ' ' || coalesce(oid::text, '') as f from named
  union all
  select format('depends %s %s %s %s %s', classid::oid, objid, objsubid, refobjid, deptype) from depending
  union all
  select 'class ' || (c.oid, c.relname, c.relnamespace, c.reltype, c.relowner, c.relam, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
                      c.relreplident, c.relispartition, c.reloptions, c.relacl)::text
  from pg_class c where c.oid in (select oid from relation)
  union all
  select 'attribute ' || a.attrelid || ' ' || a.attnum || ' ' || a.xmin from pg_attribute a where a.attrelid in (select oid from part)
  union all
  select 'default ' || a.oid || ' ' || a.xmin from pg_attrdef a where a.adrelid in (select oid from part)
  union all
  select 'constraint ' || k.oid || ' ' || k.xmin from pg_constraint k where k.conrelid in (select oid from moving)
  union all
  select 'constraint ' || k.oid || ' ' || k.xmin from pg_constraint k where k.confrelid in (select oid from moving)
  union all
  select 'index ' || i.indexrelid || ' ' || i.xmin from pg_index i where i.indrelid in (select oid from moving)
  union all
  select 'trigger ' || t.oid || ' ' || t.xmin from pg_trigger t where t.tgrelid in (select oid from relation)
  union all
  select 'policy ' || p.oid || ' ' || p.xmin from pg_policy p where p.polrelid in (select oid from moving)
  union all
  select 'rule ' || r.oid || ' ' || r.xmin from pg_rewrite r where r.ev_class in (select oid from moving union select oid from viewing)
  union all
  select 'inherits ' || i.inhrelid || ' ' || i.inhparent || ' ' || i.xmin from pg_inherits i
  where i.inhrelid in (select oid from moving) or i.inhparent in (select oid from moving)
  union all
  select 'partitioned ' || p.partrelid || ' ' || p.xmin from pg_partitioned_table p where p.partrelid in (select oid from moving)
  union all
  select 'statistics ' || s.oid || ' ' || s.xmin from pg_statistic_ext s where s.stxrelid in (select oid from moving)
  union all
  select 'sequence ' || s::text from pg_sequence s where s.seqrelid in (select oid from part)
  union all
  select 'published ' || m.oid || ' ' || m.xmin || ' ' || p.xmin from pg_publication_rel m join pg_publication p on p.oid = m.prpubid
  where m.prrelid in (select oid from moving)
  union all
  select 'publication ' || p.oid || ' ' || p.xmin from pg_publication p where p.puballtables
  union all
  select 'function ' || p.oid || ' ' || p.xmin from pg_proc p where p.oid in (select objid from depending where classid = 'pg_proc'::regclass)
  union all
  select 'comment ' || c.classoid || ' ' || c.objoid || ' ' || c.objsubid || ' ' || c.xmin from pg_description c
  where c.objoid in (select oid from part union select oid from viewing union select rule from viewing
                     union select objid from depending
                     union select t.oid from pg_trigger t where t.tgrelid in (select oid from moving)
                     union select p.oid from pg_policy p where p.polrelid in (select oid from moving)
                     union select k.oid from pg_constraint k where k.conrelid in (select oid from moving))
  union all
  select 'schema ' || n.oid || ' ' || n.nspname from pg_namespace n where n.oid in (select c.relnamespace from pg_class c where c.oid in (select oid from relation))
  union all
  select 'event trigger ' || e.oid || ' ' || e.xmin from pg_event_trigger e
)
select coalesce(md5(string_agg(md5(f), '' order by f collate "C")), '') as fingerprint from found
