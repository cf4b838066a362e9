"""Colours that colour-blind readers and a grey printer tell apart.

Likert bars: PuOr of ColorBrewer (Brewer 2003) with a grey middle; worst pair on five categories
Delta E 25 (deuteranopia), 27 (protanopia), 24 (tritanopia), 11 (grey). Groups: Okabe and Ito
(2008) without yellow, each with a marker of its own. Cells: Purples of ColorBrewer, which darken.
"""

from __future__ import annotations

MIDDLE = "#d9d9d9"
LOWER = {
    1: ("#b35806",),
    2: ("#b35806", "#f1a340"),
    3: ("#b35806", "#f1a340", "#fee0b6"),
    4: ("#b35806", "#e08214", "#fdb863", "#fee0b6"),
    5: ("#7f3b08", "#b35806", "#e08214", "#fdb863", "#fee0b6"),
}
UPPER = {
    1: ("#542788",),
    2: ("#998ec3", "#542788"),
    3: ("#d8daeb", "#998ec3", "#542788"),
    4: ("#d8daeb", "#b2abd2", "#8073ac", "#542788"),
    5: ("#d8daeb", "#b2abd2", "#8073ac", "#542788", "#2d004b"),
}
MOST_CATEGORIES = 11
DONT_KNOW, DONT_KNOW_HATCH = "#bdbdbd", "////"
NO_ANSWER, NO_ANSWER_HATCH = "#f0f0f0", "...."
SHADES = ("#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
UNSURE = "#eeeeee"
INK, GREY, BAND = "#222222", "#767676", "#dddddd"
GROUPS = (
    ("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"),
    ("#E69F00", "v"), ("#56B4E9", "P"), ("#000000", "X"),
)  # fmt: skip
WHITE_BELOW = 0.179
"""Relative luminance under which white letters have more contrast than black ones (WCAG 2)."""


def diverging(count: int) -> tuple[str, ...]:
    """Colours of `count` ordered categories, 2 to 11, the middle of an odd number grey.

    >>> diverging(3)
    ('#b35806', '#d9d9d9', '#542788')
    """
    side = count // 2
    return LOWER[side] + (MIDDLE,) * (count % 2) + UPPER[side]


def letter_colour(background: str) -> str:
    """Black or white, whichever reads better on the background."""
    return "white" if luminance(background) < WHITE_BELOW else "black"


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2), 0 black to 1 white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
