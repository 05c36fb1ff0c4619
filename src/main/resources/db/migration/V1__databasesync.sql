-- The tables of databasesync stay as they are made here, where our role may keep event triggers from firing.
do $$ begin set local session_replication_role = replica; exception when insufficient_privilege then null; end $$;

create table databasesync.lease (
  singleton boolean primary key default true check (singleton),
  run_id text not null,
  token bigint not null,
  heartbeat_at timestamptz not null
);
create sequence databasesync.fencing_token;
comment on table databasesync.lease is 'The run that may write to this database now; at most one row. It expires 30 seconds after its last heartbeat. The token grows with every holder, and publishing proves it.';

create table databasesync.run (
  run_id text primary key,
  direction text not null,
  source text not null,
  target text not null,
  operation text not null,
  mode text, -- null until it is published, and for a rollback
  status text not null check (status in ('running', 'succeeded', 'failed', 'cancelled')),
  phase text not null,
  tables integer not null default 0,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  started_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  requested_by text not null,
  verification text,
  warning text,
  error text
);
comment on table databasesync.run is 'The runs against this database, one row each. A run keeps its row current; success is written in the transaction that publishes the tables.';
comment on column databasesync.run.warning is 'What a published run noticed under its locks: rows that others had written to its tables.';
comment on column databasesync.run.mode is 'How a published run replaced the rows of its tables: Swap, or InPlace, which keeps nothing of what it replaced.';

create table databasesync.run_table (
  run_id text not null references databasesync.run,
  schema_name text not null,
  table_name text not null,
  rows bigint not null,
  primary key (run_id, schema_name, table_name)
);
comment on table databasesync.run_table is 'The tables of a published run, with the rows that were counted on both sides.';

create table databasesync.staged_object (
  run_id text not null,
  ordinal bigint generated always as identity,
  kind text not null check (kind in ('schema', 'type', 'extension', 'sequence', 'collation')),
  schema_name text not null,
  object_name text not null,
  stage boolean not null,
  primary key (run_id, ordinal)
);
comment on table databasesync.staged_object is 'Objects that a run has made outside of its publishing transaction. The next run drops those of a dead run.';
comment on column databasesync.staged_object.stage is 'Whether this is a schema of the stage, which goes in any case. Other objects go only if the run did not publish.';

create table databasesync.staged_step (
  run_id text not null,
  schema_name text not null,
  table_name text not null,
  step text not null check (step in ('table', 'index', 'constraints')),
  object_name text not null,
  definition text not null,
  primary key (run_id, schema_name, table_name, step, object_name)
);
comment on table databasesync.staged_step is 'Steps of a stage that are done: tables made, indexes built, constraints added. A row commits together with its step. A later process of the same run keeps a step that it would do alike.';
comment on column databasesync.staged_step.object_name is 'The index, or the table.';
comment on column databasesync.staged_step.definition is 'SHA-256 of the statements of the step.';

create table databasesync.loaded_part (
  run_id text not null,
  schema_name text not null,
  table_name text not null,
  part integer not null,
  parts integer not null,
  rows bigint not null,
  primary key (run_id, schema_name, table_name, part)
);
comment on table databasesync.loaded_part is 'Parts of tables that a run has loaded into its stage. A row commits together with the rows of its part, so that a retry after a lost answer neither loses nor doubles a row. It goes with the stage.';
comment on column databasesync.loaded_part.parts is 'Into how many parts the table is cut. The table is whole once all of them are there.';

create table databasesync.previous_generation (
  run_id text not null,
  schema_name text not null,
  previous_schema text not null,
  published_at timestamptz not null default clock_timestamp(),
  primary key (run_id, schema_name)
);
comment on table databasesync.previous_generation is 'The schemas that keep the tables which a published run replaced, one row for each schema of those tables.';

create table databasesync.replaced_table (
  run_id text not null references databasesync.run,
  schema_name text not null,
  table_name text not null,
  previous_oid bigint,
  published_oid bigint,
  copied_rows bigint,
  primary key (run_id, schema_name, table_name),
  check (previous_oid is not null or published_oid is not null)
);
comment on table databasesync.replaced_table is 'Which table of a run took the place of which, for as long as the replaced tables are kept. By OID, because another table can get the same name later.';
comment on column databasesync.replaced_table.previous_oid is 'Null: there was no table before.';
comment on column databasesync.replaced_table.published_oid is 'Null: a rollback took the table away.';
comment on column databasesync.replaced_table.copied_rows is 'The table stayed, and previous_oid is a copy of its rows, this many. Null: the table itself moved.';

create table databasesync.replaced_view (
  run_id text not null references databasesync.run,
  schema_name text not null,
  view_name text not null,
  previous_oid bigint not null,
  published_oid bigint not null,
  primary key (run_id, schema_name, view_name)
);
comment on table databasesync.replaced_view is 'Which view of a run took the place of which, for as long as the replaced tables are kept: materialized views over the tables of the run, and the views through which these read them.';

create table databasesync.replaced_sequence (
  run_id text not null references databasesync.run,
  schema_name text not null,
  sequence_name text not null,
  last_value bigint not null,
  is_called boolean not null,
  primary key (run_id, schema_name, sequence_name)
);
comment on table databasesync.replaced_sequence is 'The positions that sequences had before a run set them, for as long as the tables that it replaced are kept. Sequences that moved with their tables are not among them.';

create table databasesync.rollback (
  run_id text primary key references databasesync.run,
  restored_run_id text not null
);
comment on table databasesync.rollback is 'Which run a rollback undid.';
