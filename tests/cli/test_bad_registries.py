"""Does every reading command meet a registry that misbehaves with one sentence and exit code 3?"""

from __future__ import annotations

import pytest

from soroe.testing_bad import HOWS, How, Misbehaving
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, DIFF, FORM, core

COMMANDS = {
    "check": ("check", "f.json", "--core", FORM, "--municipality", CODE),
    "pull": ("pull", FORM, "--municipality", CODE, "-o", "out"),
    "show": ("show", FORM),
    "derive": ("derive", "f.json", "--core", FORM, "--municipality", CODE, "-o", "d.json"),
    "bundle": ("bundle", "create", "-o", "b.json"),
    "log": ("log", "verify"),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("how", HOWS)
def test_a_command_says_so_and_writes_nothing(desk: Desk, how: How, name: str) -> None:
    registry = Misbehaving(how, seconds=4)
    registry.publish_core(FORM, "1.0.0", CORE)
    registry.publish_diff(DIFF)
    desk.put("f.json", core(maximum=3))
    before = sorted(path.name for path in desk.folder.iterdir())
    with registry.serve() as url:
        done = desk.run(*COMMANDS[name], "--registry", url, "--timeout", "1")
    assert done.code == 3, done.out + done.err
    assert done.err.startswith("エラー: ")
    assert done.err.count("対処: ") == 1
    left = sorted(path.name for path in desk.folder.iterdir())
    assert set(left) - set(before) <= {"cache", "home"}
