.PHONY: run test lint bench

python := .venv/bin/python

run: # start the registry (地域の計算機で登録簿を動かす)
	@scripts/bootstrap.sh run
	@exec $(python) -m registry.run

test: lint # everything that is checked
	$(python) -m pytest --numprocesses logical --dist worksteal

lint: # style and types
	@scripts/bootstrap.sh dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

bench: # speed, as ratios
	@scripts/bootstrap.sh dev
	$(python) -m bench
