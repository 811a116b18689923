#!/bin/sh
# Writes the pinned requirements, with hashes and without naming any package index.
# Needs `uv` on the PATH; give packages to upgrade as arguments, or none to keep what is pinned.
set -eu
cd "$(dirname "$0")/.."
compile() {
  out=$1; shift
  uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
    --python-version 3.11 --no-emit-package soroe --no-emit-package soroe-registry "$@" -o "requirements/$out"
}
upgrade=""
for name in "$@"; do upgrade="$upgrade --upgrade-package $name"; done
# shellcheck disable=SC2086
compile run.txt $upgrade pyproject.toml clients/python/pyproject.toml --group pyproject.toml:build
# shellcheck disable=SC2086
compile dev.txt $upgrade -c requirements/run.txt pyproject.toml clients/python/pyproject.toml --group pyproject.toml:dev --group pyproject.toml:bench
# shellcheck disable=SC2086
compile data.txt $upgrade --group pyproject.toml:data
# shellcheck disable=SC2086
compile client.txt $upgrade -c requirements/run.txt clients/python/pyproject.toml
