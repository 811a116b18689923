"""What runners do with the files under clients/ci: fill in, decide, and run each step in a shell."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML

CI = Path(__file__).resolve().parents[2] / "clients" / "ci"


class Ran(msgspec.Struct):
    """What a job left behind: its exit code, what it said, what it put out, its summary."""

    code: int = 0
    said: str = ""
    outputs: dict[str, str] = {}
    summary: str = ""


def load(name: str) -> Any:
    """A file of clients/ci."""
    return YAML(typ="safe").load((CI / name).read_text(encoding="utf-8"))


def github(workspace: Path, temp: Path, environment: Mapping[str, str], **inputs: str) -> Ran:
    """Run the composite action with these inputs, as a runner does on Linux.

    Every step gets a file for its outputs, for what it puts on the path and for the summary, and
    runs in `bash --noprofile --norc -eo pipefail`. After a step that failed only those run that
    say `always()`.
    """
    action = load("github/action.yml")
    given = {name: str(spec.get("default", "")) for name, spec in action["inputs"].items()}
    assert inputs.keys() <= given.keys()
    given |= inputs
    ran, path = Ran(), environment["PATH"]
    outputs: dict[str, dict[str, str]] = {}
    for number, step in enumerate(action["runs"]["steps"]):
        if not _wanted(str(step.get("if", "success()")), given, failed=ran.code != 0):
            continue
        files = {
            name: temp / f"{number}-{name}"
            for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
        }
        for file in files.values():
            file.touch()
        script = temp / f"{number}.sh"
        script.write_text(step["run"], encoding="utf-8")
        env = {name: _filled(str(text), given) for name, text in step.get("env", {}).items()}
        code, said = _shell(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            workspace / _filled(str(step.get("working-directory", ".")), given),
            {
                **environment,
                **{name: str(file) for name, file in files.items()},
                "PATH": path,
                "RUNNER_TEMP": str(temp),
                "GITHUB_WORKSPACE": str(workspace),
                **env,
            },
        )
        ran.said += said
        ran.code = ran.code or code
        ran.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        for line in files["GITHUB_PATH"].read_text().splitlines():
            path = f"{line}{os.pathsep}{path}"
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs[step.get("id", str(number))] = dict(line.split("=", 1) for line in lines)
    for name, spec in action["outputs"].items():
        match = re.fullmatch(r"\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}", spec["value"])
        assert match
        ran.outputs[name] = outputs.get(match[1], {}).get(match[2], "")
    return ran


def _filled(text: str, given: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], text)


def _wanted(condition: str, given: Mapping[str, str], *, failed: bool) -> bool:
    """Whether a step runs: `always()`, and comparisons of an input with a text."""
    parts = [part.strip() for part in condition.split("&&")]
    if failed and "always()" not in parts:
        return False
    for part in parts:
        if match := re.fullmatch(r"inputs\.([\w-]+) != '(.*)'", part):
            if given[match[1]] == match[2]:
                return False
        else:
            assert part in {"always()", "success()"}, part
    return True


def gitlab(project: Path, environment: Mapping[str, str], **variables: str) -> Ran:
    """Run the job of the template: its commands, one after the other, in one shell with `-e`."""
    job = load("gitlab/soroe.gitlab-ci.yml")["soroe"]
    given = {**environment, "CI_PROJECT_DIR": str(project)}
    for name, text in {**job["variables"], **variables}.items():
        given[name] = str(text).replace("$CI_PROJECT_DIR", str(project))
    lines = [*job["before_script"], *job["script"]]
    code, said = _shell(["sh", "-e", "-c", "\n".join(lines)], project, given)
    return Ran(code, said)


def pre_commit(project: Path, environment: Mapping[str, str]) -> Ran | None:
    """Run the hook for what is staged; None where nothing of it concerns the hook."""
    (repository,) = load("pre-commit/.pre-commit-config.yaml")["repos"]
    (hook,) = repository["hooks"]
    staged = subprocess.run(
        ["git", "diff", "--cached", "--name-only", "-z"],
        cwd=project,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    chosen = [name for name in staged if name and re.search(hook["files"], name)]
    if not chosen:
        return None
    words = hook["entry"].split() + (chosen if hook.get("pass_filenames", True) else [])
    return Ran(*_shell(words, project, environment))


def _shell(words: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        words,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout
