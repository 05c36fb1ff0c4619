-- Takes the replaced tables out of the publications that name them. Parameter: table OIDs, already moved.
select format('alter publication %I drop table %s', p.pubname, m.prrelid::regclass) as statement
from pg_publication_rel m join pg_publication p on p.oid = m.prpubid
where m.prrelid = any (?)
