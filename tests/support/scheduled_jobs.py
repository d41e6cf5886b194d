"""Jobs of GitHub's, GitLab's and cron's, read from their own files and run with their own shell lines.

What a shell line is runs in bash as on the host. What is the host's own — caches, artifacts, secrets, deployments — is
imitated here as far as the files of ``examples/static-host`` use it; anything else in them fails the test.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from .processes import PATIENCE

BASH = ("/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
"""How GitHub's and GitLab's runners call it: the first line that fails ends the step."""

SH = ("/bin/sh", "-c")

Deploy: TypeAlias = Callable[[Path], None]
"""Puts a folder of files onto the host."""


@dataclass(frozen=True)
class Ran:
    """How a run of a job ended, with everything that its commands printed."""

    ok: bool
    output: str


@dataclass
class Machine:
    """What a job finds where it runs: nothing but these commands, as hosts have no more in common.

    commands: a folder that is all of ``PATH``.
    variables: the environment that every command has, such as where the sources are.
    """

    commands: Path
    variables: dict[str, str] = field(default_factory=dict)

    def have(self, *names: str) -> None:
        """Take commands of this system."""
        for name in names:
            found = shutil.which(name)
            assert found is not None, f"{name} is missing"
            (self.commands / name).symlink_to(found)

    def imitate(self, name: str, script: str) -> None:
        """Have a command that is a script for sh."""
        (self.commands / name).write_text(f"#!/bin/sh -e\n{script}\n")
        (self.commands / name).chmod(0o755)

    def run(
        self, shell: Sequence[str], script: str, folder: Path, now: datetime, env: Mapping[str, str]
    ) -> Ran:
        """Run lines by a shell in a folder, which is the home too, by a clock that starts at ``now``."""
        variables = {"PATH": str(self.commands), "HOME": str(folder), "TEST_NOW": now.isoformat()}
        done = subprocess.run(
            [*shell, script],
            cwd=folder,
            env={**variables, **self.variables, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Ran(done.returncode == 0, done.stdout)


class Cache:
    """A host's cache of single files: by key, the newest last; it may lose everything."""

    def __init__(self) -> None:
        self._saved: dict[str, bytes] = {}

    def lose(self) -> None:
        """Forget all."""
        self._saved.clear()

    def restore(self, file: Path, key: str, prefix: str) -> None:
        """Put the file of a key in its place, else that of the newest key with this beginning."""
        found = [key] if key in self._saved else [each for each in self._saved if each.startswith(prefix)]
        if found:
            file.write_bytes(self._saved[found[-1]])

    def save(self, file: Path, key: str) -> None:
        """Take a file, if it is there and nothing was saved by this key."""
        if file.exists() and key not in self._saved:
            self._saved[key] = file.read_bytes()


# GitHub


class GitHubJobs:
    """A repository with one workflow, the runs of which begin on an empty machine each.

    contexts: what ``${{ … }}`` names, such as ``{"secrets": {"TOKEN": "…"}}``.
    """

    def __init__(
        self, workflow: Path, repository: Path, machine: Machine, contexts: Mapping[str, Any], deploy: Deploy
    ) -> None:
        self._jobs: dict[str, Any] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
        self._repository, self._machine, self._contexts = repository, machine, contexts
        self._deploy = deploy
        self._artifact: Path | None = None
        self._number = 0
        self.cache = Cache()

    def run(self, folder: Path, now: datetime) -> Ran:
        """Run every job in its own folder of a new one; those that need a job that failed are left out."""
        self._number += 1
        self._artifact = None
        ended: dict[str, bool] = {}
        output = ""
        for name, job in self._jobs.items():
            needs = job.get("needs", [])
            if all(ended[each] for each in ([needs] if isinstance(needs, str) else needs)):
                done = self._job(job, folder / name, now)
                ended[name], output = done.ok, output + done.output
            else:
                ended[name] = False
        return Ran(all(ended.values()), output)

    def _job(self, job: Mapping[str, Any], folder: Path, now: datetime) -> Ran:
        folder.mkdir(parents=True)
        contexts: dict[str, Any] = {
            **self._contexts,
            "github": {"run_id": str(self._number), "run_attempt": "1"},
            "steps": {},
        }
        ok, output = True, ""
        for step in job["steps"]:
            if not ok and _condition(step) != "!cancelled()":
                continue
            done = self._step(step, folder, now, contexts)
            ok, output = ok and done.ok, output + done.output
        return Ran(ok, output)

    def _step(self, step: Mapping[str, Any], folder: Path, now: datetime, contexts: dict[str, Any]) -> Ran:
        if "run" in step:
            env = {name: _expanded(str(value), contexts) for name, value in step.get("env", {}).items()}
            return self._machine.run(BASH, _expanded(step["run"], contexts), folder, now, env)
        given = {name: _expanded(str(value), contexts) for name, value in step.get("with", {}).items()}
        outputs = self._action(step["uses"].partition("@")[0], given, folder)
        contexts["steps"][step.get("id", "")] = {"outputs": outputs}
        return Ran(True, "")

    def _action(self, name: str, given: Mapping[str, str], folder: Path) -> Mapping[str, str]:
        """Do what an action of GitHub's own does; returns its outputs."""
        match name:
            case "actions/checkout":
                shutil.copytree(self._repository, folder, dirs_exist_ok=True)
            case "actions/setup-python" | "actions/setup-node":
                pass
            case "actions/configure-pages":
                return {"base_url": self._contexts["pages"]["base_url"]}
            case "actions/cache/restore":
                self.cache.restore(folder / given["path"], given["key"], given["restore-keys"])
            case "actions/cache/save":
                self.cache.save(folder / given["path"], given["key"])
            case "actions/upload-pages-artifact":
                self._artifact = _artifact(folder / given["path"])
            case "actions/deploy-pages":
                assert self._artifact is not None, "nothing was uploaded to be deployed"
                self._deploy(self._artifact)
            case _:
                raise AssertionError(f"nobody imitates {name}: add it here, or take it out of the workflow")
        return {}


def _condition(step: Mapping[str, Any]) -> str:
    """When a step runs; only two conditions are known: after success, and unless somebody cancels the run."""
    text = str(step.get("if", "success()"))
    condition = re.sub(r"^\$\{\{ *| *\}\}$", "", text)
    assert condition in ("success()", "!cancelled()"), f"nobody knows the condition {text}"
    return condition


def _expanded(text: str, contexts: Mapping[str, Any]) -> str:
    """A text with the values of its expressions; what a context lacks fails."""

    def value(found: re.Match[str]) -> str:
        it: Any = contexts
        for part in found[1].split("."):
            it = it[part]
        return str(it)

    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", value, text)


def _artifact(folder: Path) -> Path:
    """The folder as it is packed: without what begins with a dot, and links are refused."""
    assert not [each for each in folder.rglob("*") if each.is_symlink()]
    packed = folder.with_name("artifact")
    shutil.copytree(folder, packed, ignore=shutil.ignore_patterns(".*"))
    return packed


# GitLab


class GitLabJobs:
    """A project with one job that deploys ``public``.

    variables: what GitLab itself sets, such as ``CI_PAGES_URL``.
    """

    def __init__(
        self, file: Path, repository: Path, machine: Machine, variables: Mapping[str, str], deploy: Deploy
    ) -> None:
        jobs = yaml.safe_load(file.read_text("utf-8"))
        ((_, self._job),) = jobs.items()
        assert self._job["pages"] is True
        assert self._job["artifacts"]["paths"] == ["public"]
        self._repository, self._machine, self._deploy = repository, machine, deploy
        self._variables = dict(variables)
        self.cache = Cache()
        self._number = 0

    def run(self, folder: Path, now: datetime) -> Ran:
        """Run the job's lines in a new clone; what they leave in ``public`` is the site."""
        shutil.copytree(self._repository, folder)
        self._number += 1
        cache = self._job["cache"]
        (path,) = cache["paths"]
        self.cache.restore(folder / path, "", cache["key"])
        script = "\n".join([*self._job.get("before_script", ()), *self._job["script"]])
        done = self._machine.run(BASH, script, folder, now, dict(self._environment()))
        if done.ok or cache.get("when") == "always":
            self.cache.save(folder / path, f"{cache['key']}-{self._number}")
        if done.ok:
            self._deploy(folder / "public")
        return done

    def _environment(self) -> Iterator[tuple[str, str]]:
        """GitLab's own variables, and those of the job, which may name them."""
        yield from self._variables.items()
        for name, value in self._job.get("variables", {}).items():
            yield name, re.sub(r"\$(\w+)", lambda found: self._variables[found[1]], str(value))


# cron


@dataclass(frozen=True)
class CronLine:
    """A line of a crontab: when it runs, and what; with the variables that stand above it."""

    schedule: str
    command: str
    variables: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> CronLine:
        """The only line of a crontab.

        Raises:
            AssertionError: it has none or several, or a sign in it that cron takes for the end of the command.
        """
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        variables = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
        (line,) = [line for line in lines if not re.match(r"[A-Z_]+=", line)]
        *fields, command = line.split(maxsplit=5)
        assert not re.search(r"(?<!\\)%", command)
        return cls(" ".join(fields), command.replace("\\%", "%"), variables)

    def run(self, machine: Machine, home: Path, now: datetime) -> Ran:
        """Run it by the shell that cron takes, in the user's home."""
        return machine.run(SH, self.command, home, now, self.variables)
