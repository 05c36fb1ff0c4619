-- Every sequence of the database, but not of the system, not temporary, not ours.
select s.seqrelid::bigint as oid,
       coalesce((select d.refobjid::bigint from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
                 and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')), 0) as owned_by,
       exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e') as of_extension,
       '' as "column",
       '{}'::text[] as columns,
       '{}'::text[] as drawing,
       n.nspname as schema,
       c.relname as name,
       false as identity,
       false as owned,
       false as shared,
       format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s %scycle', format_type(s.seqtypid, null), s.seqincrement,
              s.seqmin, s.seqmax, s.seqstart, s.seqcache, case when not s.seqcycle then 'no ' end) as options,
       s.seqincrement as increment,
       s.seqmin as min,
       s.seqmax as max,
       s.seqcycle as cycle,
       c.relpersistence = 'u' as unlogged,
       has_schema_privilege(n.oid, 'usage') and has_sequence_privilege(s.seqrelid, 'select') as may_select,
       has_schema_privilege(n.oid, 'usage') and has_sequence_privilege(s.seqrelid, 'update') as may_update,
       pg_has_role(c.relowner, 'usage') as may_own,
       obj_description(s.seqrelid, 'pg_class') as comment
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
where c.relpersistence <> 't'
  and n.nspname not in ('information_schema', 'databasesync')
  and n.nspname !~ '^(pg_|dbsync_stage_|dbsync_prev_)'
order by n.nspname, c.relname
