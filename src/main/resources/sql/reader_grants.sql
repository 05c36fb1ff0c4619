-- Grants with which the owners of some views read the stage of what these read, as far as they may read that itself, and what takes the grants back.
-- Parameters: OIDs of relations that move, OIDs of the new ones, OIDs of the views.
with moved as (
  select m.old, m.new from unnest(?::oid[], ?::oid[]) m(old, new)
), reader as (
  select distinct r.oid, r.rolname
  from pg_class v join pg_roles r on r.oid = v.relowner
  where v.oid = any (?) and not r.rolsuper and r.rolname <> current_user
), granted as (
  select m.new, r.rolname,
         case when has_table_privilege(r.oid, m.old, 'select') then ''
              else (select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' from pg_attribute a
                    where a.attrelid = m.old and a.attnum > 0 and not a.attisdropped and has_column_privilege(r.oid, m.old, a.attnum, 'select')) end as columns
  from moved m join pg_class c on c.oid = m.new cross join reader r
  where c.relowner <> r.oid
)
select format('grant select%s on table %s to %I', columns, new::regclass, rolname) as statement,
       format('revoke select%s on table %s from %I', columns, new::regclass, rolname) as undo
from granted where columns is not null
