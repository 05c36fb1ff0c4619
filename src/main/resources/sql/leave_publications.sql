-- Takes the replaced tables out of the publications that name them, each by itself: their children are named too. Parameter: table OIDs, already moved.
select format('alter publication %I drop table only %s', p.pubname, m.prrelid::regclass) as statement
from pg_publication_rel m join pg_publication p on p.oid = m.prpubid
where m.prrelid = any (?)
