-- One table of many partitions, each with a key, an index and a few rows. Given: partitions.
create table events (id bigint, region int, name text not null, at timestamptz default now(), primary key (id, region))
  partition by list (region);
create index on events (name);
select format('create table events_%s partition of events for values in (%s);', n, n) from generate_series(1, :partitions) n \gexec
insert into events (id, region, name) select i, 1 + i % :partitions, md5(i::text) from generate_series(1, 20 * :partitions) i;
