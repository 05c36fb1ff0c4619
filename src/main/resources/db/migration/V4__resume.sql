-- What is done of a run's stage: tables made, indexes built, constraints added, each recorded in the transaction that does it, with a hash of its
-- statements. A later process of the same run keeps what it would do alike.
create table databasesync.staged_step (
  sync_id text not null,
  schema_name text not null,
  table_name text not null,
  step text not null check (step in ('table', 'index', 'constraints')),
  object_name text not null, -- of an index; else the table's
  definition text not null,
  primary key (sync_id, schema_name, table_name, step, object_name)
);

-- Into how many parts the table is cut: without all of them it is not whole.
alter table databasesync.part add column parts integer not null default 0;
