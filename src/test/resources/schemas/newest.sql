-- What PostgreSQL has since 18.
create extension if not exists btree_gist;
create table virtual (id int primary key, twice int generated always as (id * 2) virtual, v text constraint given not null);
create table room (id int, during daterange, primary key (id, during without overlaps), unique (during, id));
create table stay (id int primary key, room int, during daterange,
  constraint in_room foreign key (room, period during) references room (id, period during));
create table wishes (n int, m int, constraint wish check (n > 0) not enforced);
create table of_wish (id int references stay not enforced);
alter table wishes add constraint m_later not null m not valid;
create table only_parent (id int, constraint id_here not null id no inherit);
create table tree_parent (id int constraint tree_id not null, v text);
create table tree_child (v text constraint own_v not null) inherits (tree_parent);
create table parts (id bigint generated always as identity, k int constraint k_given not null) partition by range (k);
create table parts_1 partition of parts for values from (1) to (10);
comment on constraint given on virtual is 'not null';
