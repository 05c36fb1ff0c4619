-- The CHECK constraints of some tables. Parameter: table OIDs.
select con.conrelid::bigint as table_oid,
       con.conname as name,
       pg_get_constraintdef(con.oid) as definition,
       con.convalidated as validated,
       con.conislocal as local,
       obj_description(con.oid, 'pg_constraint') as comment
from pg_constraint con
where con.conrelid = any (?) and con.contype = 'c'
order by con.conrelid, con.conname
