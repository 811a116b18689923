"""Are the templates for pipelines what their runners take, pinned, and safe with odd inputs?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.ci.runner import CI, Ran, github, gitlab, load
from tests.registry.databases import OWNER
from tests.registry.documents import FORM
from tests.registry.served import Served

ROOT = CI.parents[1]
VERSION = re.search(
    r'^version = "(.+)"$', (ROOT / "clients/python/pyproject.toml").read_text(), re.MULTILINE
)
TEMPLATES = {
    "github/action.yml": "vendor.github-actions",
    "gitlab/soroe.gitlab-ci.yml": "vendor.gitlab-ci",
    "pre-commit/.pre-commit-config.yaml": None,
}
PROJECT = f"""[source]
registry = "REGISTRY"
[[forms]]
files = ["form.json"]
form = "{FORM}"
version = "1"
"""


class Project:
    """A folder with one form that conforms, its lock, and what a runner gives its steps."""

    def __init__(self, folder: Path, registry: Served) -> None:
        self.folder, self.temp = folder / "project", folder / "temp"
        self.folder.mkdir()
        self.temp.mkdir()
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LANG": "ja_JP.UTF-8",
            "HOME": str(folder),
            "SOROE_CACHE": str(folder / "cache"),
        }
        if "PYTHONPATH" in os.environ:
            self.environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
        core = registry.get(f"/forms/{FORM}/1.0.0.json").content
        (self.folder / "form.json").write_bytes(core)
        text = PROJECT.replace("REGISTRY", registry.url)
        (self.folder / "soroe.toml").write_text(text, encoding="utf-8")
        subprocess.run(["soroe", "check"], cwd=self.folder, env=self.environment, check=True)

    def narrow(self) -> None:
        """Let the form refuse what the core accepts."""
        path = self.folder / "form.json"
        form = json.loads(path.read_bytes())
        form["properties"]["grade"]["maximum"] = 3
        path.write_text(json.dumps(form), encoding="utf-8")

    def build(self, **inputs: str) -> Ran:
        """Run the action with the command that is there."""
        return github(self.folder, self.temp, self.environment, **{"install": "", **inputs})


@pytest.fixture
def project(tmp_path: Path, registry: Served) -> Project:
    return Project(tmp_path, registry)


def test_every_template_is_looked_at() -> None:
    kept = {str(path.relative_to(CI)) for path in CI.rglob("*") if path.is_file()}
    assert kept == TEMPLATES.keys()


@pytest.mark.parametrize(("name", "schema"), [(n, s) for n, s in TEMPLATES.items() if s])
def test_a_template_has_the_shape_that_its_runner_wants(name: str, schema: str) -> None:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(CI / name)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_installs_this_very_version(name: str) -> None:
    assert VERSION
    pins = re.findall(r"soroe==([\w.]+)", (CI / name).read_text(encoding="utf-8"))
    assert pins == [VERSION[1]]


def test_no_input_is_put_into_a_script() -> None:
    """An input that is written into a script is run by it; one in the environment is a text."""
    for step in load("github/action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_every_input_and_variable_stands_in_the_guide() -> None:
    guide = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    wanted = {*load("github/action.yml")["inputs"], *load("github/action.yml")["outputs"]}
    wanted |= load("gitlab/soroe.gitlab-ci.yml")["soroe"]["variables"].keys()
    assert not {name for name in wanted if f"`{name}`" not in guide}


def test_the_examples_of_the_guide_name_what_there_is() -> None:
    guide = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    inputs = load("github/action.yml")["inputs"]
    used = set(re.findall(r"^ {10}([a-z-]+): ", guide, re.MULTILINE))
    assert used & inputs.keys()
    assert used <= {*inputs, "sarif_file"}


@pytest.mark.parametrize("options", ["; touch hacked", "$(touch hacked)", "`touch hacked`"])
def test_odd_options_are_options_and_nothing_else(project: Project, options: str) -> None:
    ran = project.build(options=options)
    assert ran.code == 2
    assert "使い方の誤り" in ran.said
    assert not (project.folder / "hacked").exists()


def test_options_reach_the_check(project: Project) -> None:
    project.narrow()
    assert project.build().code == 1
    assert project.build(options="--fail-on never").code == 0
    more = {"SOROE_INSTALL": "", "SOROE_OPTIONS": "--fail-on never"}
    assert gitlab(project.folder, project.environment, **more).code == 0


def test_a_project_in_a_folder_is_found(project: Project) -> None:
    above = project.folder.parent
    ran = github(above, project.temp, project.environment, install="", folder="project")
    assert (ran.code, ran.outputs["sarif"]) == (0, "project/soroe.sarif")
    more = {"SOROE_INSTALL": "", "SOROE_FOLDER": "project"}
    assert gitlab(above, project.environment, **more).code == 0


def test_the_result_is_sent_in_whether_the_build_is_red_or_green(
    project: Project, registry: Served
) -> None:
    send = {"token": registry.tokens.owner, "registry": registry.url}
    assert project.build(**send).code == 0
    badge = f"/badges/{OWNER}/{FORM}.svg"
    assert "共通コアのとおり" in registry.get(badge).text
    project.narrow()
    ran = project.build(**send)
    assert ran.code == 1
    assert "説明のない違い 1件" in registry.get(badge).text
    assert registry.tokens.owner not in ran.said


def test_a_registry_that_is_away_is_no_divergence(project: Project) -> None:
    project.environment["SOROE_CACHE"] = str(project.temp / "empty")
    ran = project.build(options="--offline")
    assert (ran.code, ran.outputs) == (3, {"exit-code": "3", "sarif": ""})
    more = {"SOROE_INSTALL": "", "SOROE_OPTIONS": "--offline"}
    ran = gitlab(project.folder, project.environment, **more)
    assert ran.code == 3
    assert not (project.folder / "soroe-junit.xml").exists()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of the command, as an index would offer it."""
    place = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=ROOT / "clients" / "python",
        check=True,
        capture_output=True,
    )
    return place


def _others(place: Path) -> Path:
    """A folder with every installed package but the command."""
    place.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "soroe" not in entry.name:
            (place / entry.name).symlink_to(entry)
    return place


@pytest.mark.parametrize("runner", ["github", "gitlab"])
def test_the_command_is_installed_when_it_is_not_there(
    project: Project, wheels: Path, runner: str
) -> None:
    """What the command itself needs is lent to it: no index is asked."""
    lent = {
        **project.environment,
        "PATH": f"{project.temp}:/usr/bin:/bin",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_DEPS": "1",
        "PYTHONPATH": str(_others(project.temp / "others")),
    }
    (project.temp / "python3").symlink_to(sys.executable)
    if runner == "github":
        ran = github(project.folder, project.temp, lent)
        place = project.temp / "soroe"
    else:
        ran = gitlab(project.folder, lent)
        place = project.folder / ".soroe-venv"
    assert ran.code == 0, ran.said
    (found,) = place.glob("lib/python3*/site-packages/soroe-*.dist-info")
    assert VERSION
    assert found.name == f"soroe-{VERSION[1]}.dist-info"
