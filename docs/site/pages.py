"""Pages that are written from the code: the methods of every registry, Python names, commands, indicators, dictionary."""

from __future__ import annotations

import importlib
import inspect
import os
import re
from pathlib import Path
from typing import Any

MARK = re.compile(r"<!-- methods: (\S+)\.(\w+) -->")
WORDS = {
    "en": ("Indicators", "unit", "better", "scale", "computed for", "authority", "more", "less", "from", "standard"),
    "zh": ("指标目录", "单位", "方向", "测量尺度", "计算层级", "依据", "越高越好", "越低越好", "数据来源", "标准"),
}
LEVELS = {"school": {"en": "schools", "zh": "学校"}, "group": {"en": "groups", "zh": "教育集团"}}
AUTHORITIES = {
    "nat": {"en": "national rule", "zh": "国家规定"},
    "SH": {"en": "rule of Shanghai", "zh": "上海市规定"},
    "cfg": {"en": "configuration, no authority found", "zh": "配置值，无官方依据"},
}
INTRODUCTION = {
    "en": "Written from the functions in `indicators/`, which compute them, and from the framework `tianjin`. Goalposts and weights "
    "are configuration; a standard has the authority that stands beside it.",
    "zh": "由 `indicators/` 中计算指标的函数和评价体系 `tianjin` 自动生成。上下限与权重为配置值；标准的依据列在其后。",
}


def write(place: Path) -> list[tuple[str, str]]:
    """Write all pages into the folder of pages; return title and file of those about Python names."""
    (place / "reference").mkdir(exist_ok=True)
    for lang, folder in (("en", "reference"), ("zh", "zh")):
        (place / folder / "indicators.md").write_text(indicators(lang), encoding="utf-8")
        dictionary(place / folder / "dictionary.md", lang)
    (place / "reference" / "command_line.md").write_text(commands(), encoding="utf-8")
    return python_names(place)


def with_methods(text: str) -> str:
    """Replace each mark `<!-- methods: package.REGISTRY -->` by a table of the methods and a section for each."""
    return MARK.sub(lambda match: methods(match[1], match[2]), text)


def methods(package: str, registry: str) -> str:
    """Return a table (name, first sentence) and the docstrings of all entries of a registry."""
    entries = getattr(importlib.import_module(package), registry)
    rows = [f"| [`{key}`](#{home(entry)}) | {first_sentence(entry)} |" for key, entry in entries.items()]
    head = ["| name | in a sentence |", "|---|---|"]
    parts = ["\n".join([*head, *rows])]
    parts += [named(home(entry), key) for key, entry in entries.items()]
    return "\n\n".join(parts)


def home(thing: Any) -> str:
    """Return the dotted place where a class or function is defined."""
    return f"{thing.__module__}.{thing.__qualname__}"


def first_sentence(thing: Any) -> str:
    """Return the first line of the docstring, safe in a cell of a table."""
    line = (inspect.getdoc(thing) or "").split("\n", 1)[0]
    return re.sub(r"([|*_<\[])", r"\\\1", line)


def named(place: str, heading: str, **options: Any) -> str:
    """Return the directive of mkdocstrings for one name."""
    told = {"heading": heading, "toc_label": heading, **options}
    return "\n".join([f"::: {place}", "    options:", *(f"      {key}: {value!r}" for key, value in told.items())])


def python_names(place: Path) -> list[tuple[str, str]]:
    """Write a page for the entry points and one for each public module; return title and file of each."""
    import toolkit

    (place / "python").mkdir()
    modules = {"toolkit": list(toolkit._HOMES)}
    for module in toolkit._MODULES:
        found = importlib.import_module(f"toolkit.{module}")
        names = getattr(found, "__all__", None) or [n for n, v in vars(found).items() if belongs(v, found.__name__)]
        modules[f"toolkit.{module}"] = [name for name in names if not name.startswith("_")]
    listed = []
    for module, names in modules.items():
        found = importlib.import_module(module)
        short = module.removeprefix("toolkit.").replace("toolkit", "tk")
        title = "Entry points" if module == "toolkit" else short
        body = [f"# {'Entry points: `import toolkit as tk`' if module == 'toolkit' else f'`{module}`'}"]
        body.append(inspect.getdoc(found) or "")
        for name in names:
            thing = getattr(found, name)
            if (inspect.isclass(thing) or inspect.isfunction(thing)) and not registered(thing, found):
                own = {"members": public_methods(thing)} if inspect.isclass(thing) else {}
                body.append(named(home(thing), f"{short}.{name}", **own))
        file = f"python/{module.replace('.', '_')}.md"
        (place / file).write_text("\n\n".join(body) + "\n", encoding="utf-8")
        listed.append((title, file))
    return listed


def belongs(thing: Any, module: str) -> bool:
    """Tell whether a function or class is defined in the module."""
    return (inspect.isfunction(thing) or inspect.isclass(thing)) and thing.__module__ == module


def registered(thing: Any, module: Any) -> bool:
    """Tell whether a registry of the module lists it: then the page of the methods describes it."""
    if module.__name__.split(".")[-1] in ("charts", "cutscores"):
        return False
    registries = [v for k, v in vars(module).items() if k.isupper() and isinstance(v, dict)]
    return any(thing is entry for registry in registries for entry in registry.values())


def public_methods(thing: type) -> list[str]:
    """Return what a reader may call of a class: its own functions and properties that have a docstring."""
    kinds = (property, classmethod, staticmethod)
    mine = {n: v for n, v in vars(thing).items() if not n.startswith("_")}
    return [n for n, v in mine.items() if (inspect.isfunction(v) or isinstance(v, kinds)) and inspect.getdoc(v)]


def commands() -> str:
    """Return the help of every command, as the command line prints it."""
    os.environ["COLUMNS"] = "100"
    import typer

    from toolkit.cli.app import app

    parts = ["# Command line", "Also as `python -m toolkit …`. Written from the commands themselves.", exit_codes()]

    def describe(command: Any, path: str, depth: int, parent: Any) -> None:
        context = command.make_context(path, [], parent=parent, resilient_parsing=True)
        parts.append(f"{'#' * depth} `{path}`\n\n```text\n{command.get_help(context).strip()}\n```")
        for name, below in sorted(getattr(command, "commands", {}).items()):
            describe(below, f"{path} {name}", depth + 1, None)

    describe(typer.main.get_command(app), "duxue", 2, None)
    return "\n\n".join(parts) + "\n"


def exit_codes() -> str:
    """Return the exit codes as a table."""
    words = (
        "done",
        "findings, or flags that the user asked to fail on",
        "wrong use",
        "unreadable input",
        "internal error",
    )
    return "\n".join(["| exit code | |", "|---|---|", *(f"| {code} | {text} |" for code, text in enumerate(words))])


def indicators(lang: str) -> str:
    """Return the catalogue of indicators: what each is, for whom, by which authority, and its standards."""
    from indicators import ALL
    from toolkit.framework import load_framework

    title, unit, better, scale, of, authority, more, less, source, standard = WORDS[lang]
    framework = load_framework("tianjin")
    colon, dot = ("：", "；") if lang == "zh" else (": ", "; ")
    parts = [f"# {title}", INTRODUCTION[lang]]
    for id, it in ALL.items():
        facts = [
            f"{unit}{colon}{it.unit}",
            f"{better}{colon}{more if it.direction > 0 else less}",
            f"{scale}{colon}{it.scale}",
            f"{of}{colon}{LEVELS[it.level][lang]}",
            f"{authority}{colon}{AUTHORITIES.get(it.authority, {}).get(lang, it.authority)}",
            f"{source}{colon}{it.source}",
        ]
        limits = standards(framework, id)
        if limits:
            facts.append(f"{standard}{colon}{limits}")
        definition = (it.definition_zh if lang == "zh" else it.definition_en).replace("*", "\\*")
        parts += [f"## {id} {getattr(it, lang)}", definition, f"{dot.join(facts)}"]
    return "\n\n".join(parts) + "\n"


def standards(framework: Any, id: str) -> str:
    """Return the standards of an indicator in the framework, by stage where they differ."""
    rows = framework.table().filter(node=id).drop_nulls("standard").select("stage", "standard").iter_rows()
    return ", ".join(f"{stage} {value:g}" if stage else f"{value:g}" for stage, value in rows)


def dictionary(path: Path, lang: str) -> None:
    """Write the data dictionary as `duxue template dictionary.md` does."""
    from toolkit.dictionary import write_dictionary

    write_dictionary(path, lang=lang)
