.PHONY: run test lint bench soundness pairs wheelhouse pictures

python := .venv/bin/python

run: # start the registry (地域の計算機で登録簿を動かす)
	@scripts/bootstrap.sh run
	@exec $(python) -m registry.run

test: lint # everything that is checked
	@scripts/browser.sh
	$(python) -m pytest --numprocesses logical --dist loadfile

lint: # style and types
	@scripts/bootstrap.sh dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

bench: # speed, as ratios
	@scripts/bootstrap.sh dev
	$(python) -m bench

soundness: # look for a wrong verdict among random schemas
	@scripts/bootstrap.sh dev
	$(python) bench/soundness.py --triples 100000 --seed 1

pairs: # the engine's score on pairs with known answers: make pairs PAIRS=/path
	@test -n "$(PAIRS)" || { echo 'PAIRS=フォルダ を付けてください。 Give the folder: make pairs PAIRS=/path' >&2; exit 2; }
	@scripts/bootstrap.sh dev
	$(python) bench/pairs.py $(PAIRS)

wheelhouse: # what a closed network installs soroe from (ネットワークのない計算機に入れるためのフォルダー)
	@scripts/bootstrap.sh dev
	$(python) scripts/wheelhouse.py dist/wheelhouse

pictures: # take the pictures of docs/guide anew (手引きの絵を撮り直す)
	@scripts/bootstrap.sh dev
	@scripts/browser.sh
	$(python) -m scripts.screenshots
