-- The tables of a run that replaced something, for as long as that is kept: by OID, because a name does not tell whose table it is.
create table databasesync.replaced_table (
  sync_id text not null references databasesync.sync_history,
  schema_name text not null,
  table_name text not null,
  previous_oid bigint, -- null: there was none
  published_oid bigint, -- null: there is none, a rollback took it away
  primary key (sync_id, schema_name, table_name),
  check (previous_oid is not null or published_oid is not null)
);

-- Which run a rollback undid.
create table databasesync.rollback (
  sync_id text primary key references databasesync.sync_history,
  restored_sync_id text not null
);
