-- Who may write to this database now: at most one row. The token only grows; publishing proves that it is still the run's own.
create table databasesync.run (
  singleton boolean primary key default true check (singleton),
  sync_id text not null,
  token bigint not null,
  heartbeat_at timestamptz not null
);
create sequence databasesync.fencing_token;

-- One row a run, kept current while it runs; written in the publishing transaction when it succeeds.
create table databasesync.sync_history (
  sync_id text primary key,
  direction text not null,
  source text not null,
  target text not null,
  operation text not null,
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
  error text
);

-- The tables of a published run, with the rows that were counted on both sides.
create table databasesync.sync_table (
  sync_id text not null references databasesync.sync_history,
  schema_name text not null,
  table_name text not null,
  rows bigint not null,
  primary key (sync_id, schema_name, table_name)
);

-- What a run has made outside of its publishing transaction; whatever is left of a dead run is dropped by the next one.
create table databasesync.staged_object (
  sync_id text not null,
  ordinal bigint generated always as identity,
  kind text not null check (kind in ('schema', 'type', 'extension', 'sequence')),
  schema_name text not null,
  object_name text not null,
  stage boolean not null, -- a stage: goes in any case; else it goes only if the run did not publish
  primary key (sync_id, ordinal)
);

-- Tables that a published run replaced, one row a schema.
create table databasesync.previous_generation (
  sync_id text not null,
  schema_name text not null,
  previous_schema text not null,
  published_at timestamptz not null default clock_timestamp(),
  primary key (sync_id, schema_name)
);
