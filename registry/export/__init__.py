"""The static mirror: the public reads as a folder of files that any web server can serve."""
