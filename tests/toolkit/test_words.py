"""Words in Chinese and English."""

import re
import string
from pathlib import Path

import pytest

from toolkit.errors import OptionError
from toolkit.words import WORDS, label_of, listed, word
from toolkit.words.charts import CHARTS
from toolkit.words.common import COMMON
from toolkit.words.report import REPORT
from toolkit.words.supervision import SUPERVISION

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")
CONTRACT = [  # the words that every output must use
    ("group", "教育集团", "school group"),
    ("lead", "总校", "lead school"),
    ("member", "成员校", "member school"),
    ("district", "区", "district"),
    ("round", "评价轮次", "round"),
    ("indicator", "指标", "indicator"),
    ("dimension", "维度", "dimension"),
    ("weight", "权重", "weight"),
    ("score", "得分", "score"),
    ("standard", "标准", "standard"),
    ("flag", "预警提示", "flag"),
    ("yellow_card", "黄牌预警", "yellow card"),
    ("red_card", "红牌淘汰", "red card"),
    ("rectification", "限期整改", "rectification"),
    ("title_award", "市级优质教育集团", "title"),
    ("spill_over", "溢出", "spill-over"),
    ("value_added", "增值", "value added"),
    ("below_standard", "低于标准", "below standard"),
    ("not_assessable", "数据不足,无法判断", "not assessable"),
    ("for_enquiry", "供核查", "for enquiry"),
]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} - {"s"}


@pytest.mark.parametrize(("key", "zh", "en"), CONTRACT)
def test_the_agreed_words(key: str, zh: str, en: str) -> None:
    assert (word(key, "zh"), word(key, "en")) == (zh, en)


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same(key: str) -> None:
    zh, en = WORDS[key]
    assert zh
    assert en
    assert not CHINESE.search(en)
    used = places(zh) ^ places(en)
    assert used <= {"unit"}, "Chinese counts with a measure word, English without"


def test_no_key_stands_in_two_parts() -> None:
    parts = [path.stem for path in (ROOT / "toolkit" / "words").glob("*.py") if path.stem != "__init__"]
    text = "".join((ROOT / "toolkit" / "words" / f"{part}.py").read_text(encoding="utf-8") for part in parts)
    keys = re.findall(r'^    "([\w./ -]+)": \(', text, re.MULTILINE)
    assert sorted(keys) == sorted(WORDS)


def test_a_flag_is_never_called_a_card() -> None:
    for key in set(WORDS) - {"yellow_card", "red_card", "what_enquiry"} - set(SUPERVISION):  # cards are its subject
        assert "黄牌" not in WORDS[key][0]
        assert "红牌" not in WORDS[key][0]
        assert "card" not in WORDS[key][1].lower().replace("discard", "")


def test_every_word_of_charts_and_report_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "toolkit").rglob("*")
        if path.suffix in {".py", ".html"} and path.parent.name != "words"
    )
    built = {"slope_rise", "slope_fall", "slope_unclear"}  # f"slope_{kind}"
    plain = [key for key in {**CHARTS, **REPORT} if "." not in key and key not in built]
    assert [key for key in plain if f'"{key}"' not in code and f"'{key}'" not in code] == []


def test_values_are_put_in_as_they_are() -> None:
    assert word("named", "en", name="{0} {name} %s", id="{s}") == "{0} {name} %s ({s})"


def test_one_is_not_a_plural() -> None:
    assert [word("n_school", "en", n=n) for n in (0, 1, 2)] == ["0 schools", "1 school", "2 schools"]


@pytest.mark.parametrize(
    ("key", "lang", "values", "said"),
    [
        ("scoer", "zh", {}, "Did you mean 'score'"),
        ("score", "de", {}, "Unknown language 'de'"),
        ("n_group", "zh", {}, "needs a value for 'n'"),
    ],
)
def test_what_is_missing_is_an_error(key: str, lang: str, values: dict[str, int], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        word(key, lang, **values)


def test_names_that_others_add_stand_for_themselves() -> None:
    assert label_of("rule", "my_rule", "zh") == "my_rule"
    assert label_of("rule", "decline", "zh") == COMMON["rule.decline"][0]


def test_a_long_list_is_counted() -> None:
    assert listed("ABCD", "zh", most=2) == "A、B等（另有 2 个）"
    assert listed("AB", "en", most=2) == "A, B"
