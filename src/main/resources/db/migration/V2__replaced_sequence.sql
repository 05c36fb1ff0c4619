create table databasesync.replaced_sequence (
  run_id text not null references databasesync.run,
  schema_name text not null,
  sequence_name text not null,
  last_value bigint not null,
  is_called boolean not null,
  primary key (run_id, schema_name, sequence_name)
);
comment on table databasesync.replaced_sequence is 'The positions that sequences had before a run set them, for as long as the tables that it replaced are kept. Sequences that moved with their tables are not among them.';
