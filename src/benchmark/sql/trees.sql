-- 30 tables in about :megabytes MB: one of them a tree of 50 partitions with a third of the rows, 28 plain ones with
-- keys to each other, and a small one. Every row says of which round it is: see `change` in readers.py.
\set ON_ERROR_STOP on
select :megabytes * 1000 as rows_of_tree, :megabytes * 75 as rows_of_table \gset

create table event (id bigint not null, at date not null, kind text not null, body text not null, primary key (id, at))
  partition by range (at);
select format('create table event_%s partition of event for values from (%L) to (%L)', lpad(n::text, 2, '0'),
  date '2026-01-01' + 7 * n, date '2026-01-01' + 7 * (n + 1)) from generate_series(0, 49) n \gexec
create index event_kind on event (kind, at);
insert into event select i, date '2026-01-01' + (i % 350)::int, 'kind ' || i % 20, repeat(md5(i::text), 8)
from generate_series(1, :rows_of_tree) i;

create table kind (id int primary key, name text not null unique);
insert into kind select i, 'kind ' || i from generate_series(0, 19) i;
select format('create table item_%1$s (id bigint primary key, kind int not null references kind, up bigint references item_%2$s, body text not null);
  insert into item_%1$s select i, i %% 20, i, repeat(md5(i::text), 8) from generate_series(1, %3$s) i;
  create index on item_%1$s (kind)', n, greatest(n - 1, 1), :rows_of_table) from generate_series(1, 28) n \gexec
