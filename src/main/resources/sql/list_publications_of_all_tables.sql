-- Publications of all tables of the database.
select quote_ident(pubname) as publication from pg_publication where puballtables order by 1
