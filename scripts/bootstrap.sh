#!/bin/sh
# Finds a Python of version 3.11 or later and lets it prepare `.venv` (see bootstrap.py).
# Give another one as PYTHON=/path/to/python3.
set -eu
cd "$(dirname "$0")/.."
for python in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3}; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" scripts/bootstrap.py "$@"
  fi
done
echo "Python 3.11 以上が見つかりません。インストールするか、PYTHON=/場所/python3 を指定してください。" >&2
echo "No Python 3.11 or later was found. Install one, or give it as PYTHON=/path/to/python3." >&2
exit 1
