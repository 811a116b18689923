drop table log_checkpoint;
drop table log_tile;
