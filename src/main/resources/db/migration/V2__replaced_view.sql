create table databasesync.replaced_view (
  run_id text not null references databasesync.run,
  schema_name text not null,
  view_name text not null,
  previous_oid bigint not null,
  published_oid bigint not null,
  primary key (run_id, schema_name, view_name)
);
comment on table databasesync.replaced_view is 'Which view of a run took the place of which, for as long as the replaced tables are kept: materialized views over the tables of the run, and the views through which these read them.';
