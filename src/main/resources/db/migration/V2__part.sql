-- Parts of tables that a run has loaded into its stage. A row is written in the transaction that loads the part, so that a retry
-- after a lost answer neither loses nor doubles a row; it goes with the stage.
create table databasesync.part (
  sync_id text not null,
  schema_name text not null,
  table_name text not null,
  part integer not null,
  rows bigint not null,
  primary key (sync_id, schema_name, table_name, part)
);
