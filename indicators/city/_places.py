"""The sixteen districts of Tianjin: real names, invented sizes; and the invented names of schools and groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.city._plan import Ints

CENTRAL, RING, OUTER = 0, 1, 2


@dataclass(frozen=True)
class Place:
    """A district: names, zone (central, ring, outer), share of the groups beyond the minimum."""

    zh: str
    en: str
    zone: int
    share: int


PLACES = (
    Place("和平区", "Heping", CENTRAL, 3),
    Place("河东区", "Hedong", CENTRAL, 3),
    Place("河西区", "Hexi", CENTRAL, 4),
    Place("南开区", "Nankai", CENTRAL, 4),
    Place("河北区", "Hebei", CENTRAL, 3),
    Place("红桥区", "Hongqiao", CENTRAL, 2),
    Place("东丽区", "Dongli", RING, 3),
    Place("西青区", "Xiqing", RING, 4),
    Place("津南区", "Jinnan", RING, 3),
    Place("北辰区", "Beichen", RING, 3),
    Place("武清区", "Wuqing", OUTER, 4),
    Place("宝坻区", "Baodi", OUTER, 3),
    Place("滨海新区", "Binhai", RING, 7),
    Place("宁河区", "Ninghe", OUTER, 1),
    Place("静海区", "Jinghai", OUTER, 2),
    Place("蓟州区", "Jizhou", OUTER, 3),
)

STAGE_ZH = ("小学", "初级中学", "九年一贯制学校")
STAGE_EN = ("Primary School", "Junior Middle School", "Nine-Year School")
_DIGITS = "零一二三四五六七八九"


def zones(districts: Ints) -> Ints:
    """Return the zone of each district number."""
    return np.array([place.zone for place in PLACES], dtype=np.int64)[districts]


def numeral(number: int) -> str:
    """Write a number from 1 to 99 in Chinese.

    >>> [numeral(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def school_names(district: Ints, stage: Ints) -> tuple[list[str], list[str]]:
    """Name the schools of each district and stage by number, so that nobody takes them for real ones."""
    counts: dict[tuple[int, int], int] = {}
    zh, en = [], []
    for where, kind in zip(district.tolist(), stage.tolist(), strict=True):
        number = counts[where, kind] = counts.get((where, kind), 0) + 1
        zh.append(f"{PLACES[where].zh}示例第{numeral(number)}{STAGE_ZH[kind]}")
        en.append(f"{PLACES[where].en} Example No.{number} {STAGE_EN[kind]}")
    return zh, en
