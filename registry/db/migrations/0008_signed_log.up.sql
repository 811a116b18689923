-- The tree over the log (RFC 6962), beside the log itself: publishing writes nothing of it. A tile
-- holds 256 neighbouring hashes of one level and their common hash; what is in it never changes.
create table log_tile (
  level   int not null check (level >= 0),
  index   bigint not null check (index >= 0),
  hashes  bytea not null check (octet_length(hashes) = 8192),
  root    bytea not null check (octet_length(root) = 32),
  primary key (level, index)
);
comment on table log_tile is 'full tiles only; partial ones are made from what lies below';

create table log_checkpoint (
  size       bigint primary key check (size >= 0),
  root       bytea not null check (octet_length(root) = 32),
  signed_at  timestamptz not null default now()
);
comment on table log_checkpoint is 'what was signed: a log of one length has one root for ever';

create trigger log_tile_is_permanent before update or delete or truncate on log_tile
  for each statement execute function refuse_change();
create trigger log_checkpoint_is_permanent before update or delete or truncate on log_checkpoint
  for each statement execute function refuse_change();
