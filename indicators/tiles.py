"""Where the 16 districts of Tianjin stand on a map of tiles: approximate places, (row, column), row 0 in the north."""

from __future__ import annotations

DISTRICT_TILES: dict[str, tuple[int, int]] = {
    "D01": (4, 2),  # 和平
    "D02": (4, 3),  # 河东
    "D03": (5, 2),  # 河西
    "D04": (4, 1),  # 南开
    "D05": (3, 2),  # 河北
    "D06": (3, 1),  # 红桥
    "D07": (3, 3),  # 东丽
    "D08": (4, 0),  # 西青
    "D09": (5, 3),  # 津南
    "D10": (2, 2),  # 北辰
    "D11": (1, 1),  # 武清
    "D12": (1, 3),  # 宝坻
    "D13": (3, 4),  # 滨海
    "D14": (2, 4),  # 宁河
    "D15": (5, 0),  # 静海
    "D16": (0, 3),  # 蓟州
}
