drop function publish_cores;
