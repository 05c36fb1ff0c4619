-- Statements that give a sequence the owner of a table. None if it has that owner. Parameters: the sequence, the table, as SQL spells them. The new owner of an object needs the right to create in its schema.
select pg_catalog.format(v.format, n.nspname, pg_catalog.pg_get_userbyid(t.relowner), s.oid::regclass) as statement
from pg_catalog.pg_class s
join pg_catalog.pg_namespace n on n.oid = s.relnamespace
join pg_catalog.pg_class t on t.relowner <> s.relowner
cross join lateral (select pg_catalog.has_schema_privilege(t.relowner, n.oid, 'create') as may_create) m
cross join lateral (values (1, 'grant create on schema %1$I to %2$I', not m.may_create),
                           (2, 'alter sequence %3$s owner to %2$I', true),
                           (3, 'revoke create on schema %1$I from %2$I', not m.may_create)) v(place, format, wanted)
where s.oid = ?::regclass and t.oid = ?::regclass and v.wanted
order by v.place
