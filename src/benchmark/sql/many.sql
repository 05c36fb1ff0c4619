-- Many small tables, each with a key, an index and a few rows. Given: tables.
select format('create table t%s (id serial primary key, name text not null, at timestamptz default now());
               create index on t%s (name);
               insert into t%s (name) select md5(i::text) from generate_series(1, 20) i;', n, n, n)
from generate_series(1, :tables) n \gexec
