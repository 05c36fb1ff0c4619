-- What depends on some tables and cannot follow them through a swap. Parameter: table OIDs. Expressions of a table that name the table itself (`'t'::regclass`, `tableoid`) would keep naming the old one.
with selected as (select c.oid, c.reltype, t.typarray from pg_class c join pg_type t on t.oid = c.reltype where c.oid = any (?)),
dependent as (
  select s.oid as table_oid, d.classid, d.objid, d.objsubid
  from selected s join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid
  where not case d.classid
    when 'pg_class'::regclass then exists (select from pg_class c where c.oid = d.objid and (c.relkind in ('S', 't') or (c.relkind in ('i', 'I') and d.deptype <> 'n') or c.oid in (select oid from selected)))
    when 'pg_type'::regclass then d.objid = s.reltype
    when 'pg_constraint'::regclass then exists (select from pg_constraint c where c.oid = d.objid and (c.contype = 'f' or (c.conrelid = s.oid and not (d.deptype = 'n' and d.refobjsubid <= 0))))
    when 'pg_attrdef'::regclass then exists (select from pg_attrdef a where a.oid = d.objid and a.adrelid = s.oid and not (d.deptype = 'n' and d.refobjsubid <= 0))
    when 'pg_trigger'::regclass then exists (select from pg_trigger t where t.oid = d.objid and (t.tgrelid = s.oid or t.tgisinternal))
    when 'pg_policy'::regclass then exists (select from pg_policy p where p.oid = d.objid and p.polrelid in (select oid from selected))
    when 'pg_statistic_ext'::regclass then exists (select from pg_statistic_ext x where x.oid = d.objid and pg_has_role(x.stxowner, 'usage'))
    when 'pg_publication_rel'::regclass then true
    when 'pg_rewrite'::regclass then exists (select from pg_rewrite r join pg_class v on v.oid = r.ev_class
                                             where r.oid = d.objid and (r.ev_class in (select oid from selected) or (v.relkind = 'v' and pg_has_role(v.relowner, 'usage'))))
    when 'pg_proc'::regclass then exists (select from pg_proc p where p.oid = d.objid and to_jsonb(p) ->> 'prosqlbody' is not null and pg_has_role(p.proowner, 'usage'))
    else false end
  union
  select s.oid, d.classid, d.objid, d.objsubid
  from selected s join pg_depend d on d.refclassid = 'pg_type'::regclass and d.refobjid in (s.reltype, s.typarray)
  where not (d.classid = 'pg_type'::regclass and d.objid in (s.reltype, s.typarray))
)
select table_oid::bigint as table_oid, pg_describe_object(classid, objid, objsubid) as blocker
from dependent
union all
select s.oid::bigint, pg_describe_object(d.classid, d.objid, d.objsubid) || ', which uses identity sequence ' || i.objid::regclass
from selected s
join pg_depend i on i.refclassid = 'pg_class'::regclass and i.refobjid = s.oid and i.classid = 'pg_class'::regclass and i.deptype = 'i'
join pg_sequence q on q.seqrelid = i.objid
join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = i.objid and d.deptype = 'n'
where not exists (select from pg_attrdef a join pg_class c on c.oid = a.adrelid join pg_namespace n on n.oid = c.relnamespace
                  where d.classid = 'pg_attrdef'::regclass and a.oid = d.objid and n.nspname ~ '^dbsync_stage_')
union all
select s.oid::bigint, 'publication ' || quote_ident(p.pubname) || ', which belongs to ' || pg_get_userbyid(p.pubowner)
from selected s join pg_publication_rel m on m.prrelid = s.oid join pg_publication p on p.oid = m.prpubid
where not pg_has_role(p.pubowner, 'usage')
order by 1, 2
