"""`make bench`: all benchmarks that need nothing but this repository, one after the other."""

from __future__ import annotations

from bench import check_cli, publish, reads, sizes

reads.main()
check_cli.main()
publish.main()
sizes.main([])

print("Not run here, because they take long or need a folder of pairs with known answers:")
print("  make soundness                    a search for wrong verdicts")
print("  make pairs PAIRS=FOLDER           the engine's score")
print("  python bench/peers.py FOLDER      the engine and its peers, side by side")
