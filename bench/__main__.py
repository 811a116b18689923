"""`make bench`: all benchmarks that need nothing but this repository, one after the other."""

from __future__ import annotations

from bench import bundle, check_cli, impact, importing, mirror, publish, reads, rebase, sizes

reads.main()
mirror.main()
check_cli.main()
publish.main()
sizes.main([])
importing.main()
rebase.main(["--count", "300"])
impact.main([])
bundle.main([])

print("Not run here, because they take long or need a folder of pairs with known answers:")
print("  python -m bench.rebase            1,741 rebases, each alone and in one run")
print("  python -m bench.impact --large    the impact on 10,000 diffs, too")
print(
    "  python -m bench.planted --large  planted intentions found again; candidates at national size"
)
print("  python -m bench.pages             every page at national size, the heat map in Chromium")
print("  make soundness                    a search for wrong verdicts")
print("  make pairs PAIRS=FOLDER           the engine's score")
print("  python bench/peers.py FOLDER      the engine and its peers, side by side")
