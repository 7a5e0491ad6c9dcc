"""The launcher ``duxue``, on a small project of its own: real Python, real venv, real pip, no network.

The project's dependencies are two wheels made here, and its build backend lies in its own tree, so that a whole set-up takes
seconds. Failures are provoked: a closed port, an exchanged wheel, an empty index, a full file system, a signal.
"""

import ast
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LAUNCHER = ROOT / "duxue"
MAIN = "import json, sys, tiny; print(json.dumps([sys.argv[1:], tiny.VERSION, sys.flags.safe_path]))"
BACKEND = """
import os, shutil

def build_editable(folder, config_settings=None, metadata_directory=None):
    return os.path.basename(shutil.copy("duxue-1.0-py3-none-any.whl", folder))
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "duxue"
version = "1.0"
"""
Result = tuple[int, str, list[str]]


def wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Write the smallest wheel that pip takes and return its line in a lock."""
    info = f"{name}-1.0.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in (files | {f"{info}/RECORD": record}).items():
            archive.writestr(inner, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Project:
    """A folder with the launcher, two locks, a mirror beside it and a toolkit of one line."""

    def __init__(self, root: Path) -> None:
        self.root, self.mirror, self.venv = root, root.parent / "mirror", root / ".venv"
        (root / "toolkit").mkdir(parents=True)
        self.mirror.mkdir(exist_ok=True)
        tiny = wheel(self.mirror, "tiny", {"tiny.py": "VERSION = '1.0'\n"})
        (root / "lock-run.txt").write_text(tiny)
        (root / "lock-test.txt").write_text(tiny + wheel(self.mirror, "more", {"more.py": ""}))
        wheel(root, "duxue", {"duxue.pth": str(root)})
        (root / "backend.py").write_text(BACKEND)
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / "toolkit" / "__main__.py").write_text(MAIN)
        shutil.copy(LAUNCHER, root / "duxue")

    def start(self, *words: str, python: str = sys.executable, **env: str) -> subprocess.Popen[bytes]:
        """Start the launcher and come back at once; an empty string removes a variable."""
        full = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "LC_"))}
        full |= {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.mirror),
            "LANG": "C.UTF-8",
        }
        full = {k: v for k, v in (full | env).items() if v}
        command = [python, str(self.root / "duxue"), *words]
        return subprocess.Popen(command, env=full, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *words: str, python: str = sys.executable, **env: str) -> Result:
        """Return exit code, standard output and the lines on standard error."""
        return finish(self.start(*words, python=python, **env))

    def stamp(self) -> list[str]:
        return (self.venv / "duxue-stamp").read_text().split("\n")

    def has(self, package: str) -> bool:
        return any(self.venv.glob(f"lib/python*/site-packages/{package}-1.0.dist-info"))


def finish(process: subprocess.Popen[bytes]) -> Result:
    out, err = process.communicate(timeout=120)
    return process.returncode, out.decode(), err.decode().splitlines()


def wait_until(condition: object) -> None:
    """Wait for what another process does, for a minute at most."""
    end = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("launcher") / "督学 project")


@pytest.fixture(scope="module")
def first_starts(project: Project) -> list[Result]:
    """Two starts at the same moment in a folder that has no .venv."""
    return [finish(process) for process in [project.start("demo", "a b", "督学"), project.start("demo", "a b", "督学")]]


@pytest.fixture
def made(project: Project, first_starts: list[Result]) -> Iterator[Project]:
    """The project after its first start; what a test adds or changes is undone."""
    changeable = [project.venv / "duxue-stamp", project.root / "pyproject.toml", *project.mirror.iterdir()]
    kept = {path: path.read_bytes() for path in changeable}
    yield project
    for path, content in kept.items():
        path.write_bytes(content)
    for path in project.venv.glob("lib/python*/site-packages/more*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_two_first_starts_at_once_make_one_set_up_and_both_run(first_starts: list[Result]) -> None:
    assert [(code, json.loads(out)) for code, out, _ in first_starts] == [
        (0, [["demo", "a b", "督学"], "1.0", True])
    ] * 2
    assert sorted("duxue: Setting up .venv (about a minute)." in err for _, _, err in first_starts) == [False, True]


def test_a_later_start_touches_nothing_and_says_nothing(made: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.venv.iterdir()}
    assert made.run("score", "--format", "json") == (0, '[["score", "--format", "json"], "1.0", true]\n', [])
    assert {path: path.stat().st_mtime_ns for path in made.venv.iterdir()} == before


def test_the_test_set_up_adds_to_the_run_set_up_and_is_not_taken_back(made: Project) -> None:
    code, _, err = made.run("lint")
    assert (code, err[-1]) == (1, "duxue: Failed: ruff check ., ruff format --check ., mypy"), (
        "this project has none of them"
    )
    assert made.stamp()[2] == "test"
    assert made.has("tiny")
    assert made.has("more")
    assert made.run("demo")[2] == []
    assert made.stamp()[2] == "test"


def test_a_changed_pyproject_installs_the_project_again_and_nothing_else(made: Project) -> None:
    (made.root / "pyproject.toml").write_text(PYPROJECT + "# changed\n")
    before = made.stamp()
    code, _, err = made.run("demo", PIP_FIND_LINKS="")
    assert (code, err) == (0, ["duxue: Setting up .venv (about a minute)."])
    assert made.stamp() == [before[0], made.stamp()[1], "run"]
    assert made.stamp()[1] != before[1]


def test_a_users_pip_settings_cannot_move_or_change_the_set(made: Project, tmp_path: Path) -> None:
    (tmp_path / "constraints.txt").write_text("more==99\n")
    (tmp_path / "pip.conf").write_text(f"[global]\nuser = true\nconstraint = {tmp_path / 'constraints.txt'}\n")
    made.run(
        "lint",
        PIP_CONFIG_FILE=str(tmp_path / "pip.conf"),
        PIP_CONSTRAINT=str(tmp_path / "constraints.txt"),
        PIP_TARGET=str(tmp_path / "target"),
        PIP_REQUIRE_HASHES="1",
        PYTHONPATH=str(tmp_path),
    )
    assert made.stamp()[2] == "test"
    assert made.has("more")
    assert not (tmp_path / "target").exists()


def test_no_network_is_one_sentence_in_the_users_language(made: Project) -> None:
    with socket.socket() as closed:  # bound and not listening: a connection is refused
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
        kwargs = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": index, "PIP_RETRIES": "1"}
        code, out, err = made.run("lint", LANG="zh_CN.UTF-8", **kwargs)
    assert (code, out, len(err)) == (4, "", 2)
    assert err[0] == "duxue: 正在准备运行环境 .venv(约一分钟)。"
    assert err[1] == "duxue: 无法从软件包索引获取 more:请检查网络、代理和 pip 设置后重新启动。"
    assert made.stamp() == ["unfinished"]


def test_an_exchanged_wheel_is_refused_in_one_sentence(made: Project) -> None:
    wheel(made.mirror, "more", {"more.py": "print('not what was locked')\n"})
    code, _, err = made.run("lint")
    assert (code, len(err), made.has("more")) == (4, 2, False)
    assert err[1].startswith("duxue: more==1.0 is not the file that the lock names (wrong hash) and was not installed")


def test_a_package_without_a_wheel_for_this_python_is_one_sentence(made: Project, tmp_path: Path) -> None:
    code, _, err = made.run("lint", PIP_FIND_LINKS=str(tmp_path))
    assert (code, len(err)) == (4, 2)
    assert err[1].startswith("duxue: No file of more for Python 3.")


def test_a_start_that_was_cut_short_is_cleared_and_completed_by_the_next(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    cut = project.start("demo")
    wait_until((project.venv / "pyvenv.cfg").exists)
    cut.send_signal(signal.SIGINT)
    code, out, err = finish(cut)
    assert (code, out, err[-1]) == (130, "", "duxue: Stopped.")
    leftover = project.venv / "leftover"
    leftover.write_text("of the start that was cut short")

    cut = project.start("demo")
    wait_until(lambda: not leftover.exists() and (project.venv / "pyvenv.cfg").exists())
    cut.kill()
    finish(cut)
    leftover.write_text("of the start that was killed")
    assert project.stamp() == ["unfinished"]

    code, out, err = project.run("demo")
    assert (code, json.loads(out)[1]) == (0, "1.0")
    assert err[-1] == "duxue: Setting up .venv (about a minute)."
    assert not leftover.exists()
    assert len(project.stamp()) == 3


def test_a_full_and_a_read_only_file_system_are_one_sentence_each(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True)
    if mount.returncode:
        pytest.skip("mounting a small file system is not permitted here")
    try:
        project = Project(folder / "project")
        assert project.run("demo")[::2] == (
            4,
            [
                "duxue: Setting up .venv (about a minute).",
                "duxue: The disk is full: free about 1 GB here and in the temporary folder, and start again.",
            ],
        )
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        sentence = f"duxue: Cannot write in {project.root}: check the permissions and start again."
        assert project.run("demo")[::2] == (4, [sentence])
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_venv_of_someone_elses_is_left_alone(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    project.venv.mkdir()
    (project.venv / "pyvenv.cfg").write_text("mine")
    sentence = "duxue: .venv was not made by this launcher: move it away and start again."
    assert project.run("demo") == (4, "", [sentence])
    assert (project.venv / "pyvenv.cfg").read_text() == "mine"


def older_pythons() -> list[str]:
    """Interpreters before 3.11 on PATH and among pyenv's, that work."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin"))
    found = {}
    for folder in folders:
        for name in ("python2.7", *(f"python3.{minor}" for minor in range(4, 11))):
            path = folder / name
            if (
                name not in found
                and path.exists()
                and not subprocess.run([path, "-c", ""], capture_output=True).returncode
            ):
                found[name] = str(path)
    return sorted(found.values())


def test_an_older_python_parses_the_launcher() -> None:
    ast.parse(LAUNCHER.read_text(encoding="utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize(
    "python", older_pythons() or [pytest.param("", marks=pytest.mark.skip("no Python before 3.11 here"))]
)
def test_an_older_python_hands_over_to_a_newer_one_on_path_else_says_so(
    python: str, made: Project, tmp_path: Path
) -> None:
    broken = tmp_path / "python3.14"  # such as a shim of pyenv for a version that is not chosen
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    code, out, err = made.run("demo", python=python, PATH=str(tmp_path))
    assert (code, out, len(err)) == (4, "", 1)
    assert err[0].startswith("duxue: Duxue needs Python 3.11 or newer; this is ")

    newer = getattr(sys, "_base_executable", sys.executable)
    (tmp_path / f"python3.{sys.version_info.minor}").symlink_to(newer)
    assert made.run("demo", python=python, PATH=str(tmp_path)) == (0, '[["demo"], "1.0", true]\n', [])


# The locks of Duxue itself


def locked(name: str) -> dict[str, str]:
    """Requirement line -> its hashes."""
    entries = (ROOT / name).read_text().replace(" \\\n", " ").splitlines()
    return {line.partition(" --hash")[0].strip(): line.partition(" --hash")[2] for line in entries}


def test_every_locked_package_is_pinned_with_hashes_and_no_place() -> None:
    for name in ("lock-run.txt", "lock-test.txt"):
        for line, hashes in locked(name).items():
            requirement = Requirement(line)
            assert [s.operator for s in requirement.specifier] == ["=="]
            assert requirement.url is None
            assert "sha256:" in hashes
        assert "://" not in (ROOT / name).read_text()


def test_the_small_lock_is_part_of_the_large_one() -> None:
    assert locked("lock-run.txt").items() <= locked("lock-test.txt").items()


def wanted(*parts: str) -> list[Requirement]:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sets = {
        "run": pyproject["project"]["dependencies"],
        **pyproject["project"]["optional-dependencies"],
        **pyproject["dependency-groups"],
    }
    return [Requirement(line) for part in parts for line in sets[part]]


@pytest.mark.parametrize(
    ("lock", "parts"),
    [("lock-run.txt", ("run", "report", "build")), ("lock-test.txt", ("run", "report", "build", "test", "notebooks"))],
)
def test_the_lock_holds_what_pyproject_asks_for(lock: str, parts: tuple[str, ...]) -> None:
    pins = {}
    for line in locked(lock):
        pin = Requirement(line)
        pins.setdefault(canonicalize_name(pin.name), []).append(next(iter(pin.specifier)).version)
    for requirement in wanted(*parts):
        versions = pins[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement
