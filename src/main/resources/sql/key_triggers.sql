-- Statements that give the triggers of foreign keys from or to some tables the state that they have now, once the keys were made again under the
-- same names. The server names these triggers by OIDs. Parameters: table OIDs, twice.
select format('do %L', format(
         'declare trigger_name name; begin select t.tgname into strict trigger_name from pg_catalog.pg_trigger t join pg_catalog.pg_constraint c on c.oid = t.tgconstraint'
         ' where c.conname = %L and c.conrelid = %L::regclass and t.tgrelid = %L::regclass and t.tgfoid = %s;'
         ' execute pg_catalog.format(%L, trigger_name); end',
         con.conname, con.conrelid::regclass, t.tgrelid::regclass, t.tgfoid::oid,
         replace(format('alter table %s', t.tgrelid::regclass), '%', '%%')
           || case t.tgenabled when 'D' then ' disable' when 'R' then ' enable replica' else ' enable always' end || ' trigger %I')) as statement
from pg_trigger t
join pg_constraint con on con.oid = t.tgconstraint
where con.contype = 'f' and t.tgisinternal and t.tgenabled <> 'O'
  and (con.conrelid = any (?) or con.confrelid = any (?))
order by con.conrelid, con.conname, t.tgfoid
