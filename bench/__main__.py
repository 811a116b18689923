"""`make bench`: all benchmarks, one after the other."""

from __future__ import annotations

from bench import check_cli, publish, reads

reads.main()
check_cli.main()
publish.main()
