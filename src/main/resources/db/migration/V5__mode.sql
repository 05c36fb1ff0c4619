-- How a published run replaced the rows of its tables: Swap or InPlace, which keeps nothing of what it replaced. Null: Swap.
alter table databasesync.sync_history add column mode text;
