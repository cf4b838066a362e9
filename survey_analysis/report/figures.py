"""plot: a result as a picture. The only file that imports matplotlib.

What is drawn is decided in `likert.py`, `profile.py`, `share_dots.py` and `item_dots.py`, where
it goes in `layout.py`; this file puts ink there.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from survey_analysis.errors import OptionError, check_language, check_option, shown, suggestion
from survey_analysis.present.output_file import output_path, write_file
from survey_analysis.present.result import Result
from survey_analysis.present.weighting_report import WeightingReport
from survey_analysis.report.chart import Chart
from survey_analysis.report.colours import GREY, INK
from survey_analysis.report.heatmap import heatmap_chart
from survey_analysis.report.ink import draw_legend, draw_panel
from survey_analysis.report.item_dots import items_chart
from survey_analysis.report.layout import (
    TEXT_SIZE,
    TITLE_SIZE,
    Box,
    Layout,
    PlacedPanel,
    place,
)
from survey_analysis.report.likert import can_be_bars, likert_chart
from survey_analysis.report.profile import domains_chart, groups_chart, profile_chart
from survey_analysis.report.score_error import score_error_chart
from survey_analysis.report.scree import scree_chart
from survey_analysis.report.share_dots import shares_chart
from survey_analysis.report.shown import Shown
from survey_analysis.report.weighting_chart import weighting_chart
from survey_analysis.verbs.compare import ComparisonResult
from survey_analysis.verbs.compare_all import OverviewResult
from survey_analysis.verbs.compare_domains import DomainComparisonResult
from survey_analysis.verbs.dimensionality import DimensionalityResult
from survey_analysis.verbs.distribution import DistributionResult
from survey_analysis.verbs.measurement_error import MeasurementErrorResult
from survey_analysis.verbs.reliability import ReliabilityResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas
    from matplotlib.ft2font import FT2Font

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
DPI = 150
COARSEST, FINEST = 10, 1200
NEARLY_WHITE = 252
FONT = "DejaVu Sans"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": [FONT],
    "font.size": TEXT_SIZE,
    "text.hinting": "none",
    "text.parse_math": False,
    "text.usetex": False,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT_SIZE,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "xtick.labelcolor": INK,
    "xtick.labelsize": TEXT_SIZE,
    "ytick.labelcolor": INK,
    "ytick.labelsize": TEXT_SIZE,
    "ytick.major.size": 0,
    "hatch.linewidth": 0.6,
    "hatch.color": "#606060",
    "svg.hashsalt": "survey_analysis",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "path.simplify": True,
}
UNDATED: Mapping[str, dict[str, None]] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Figure:
    """A picture with what it shows in numbers and in words.

    Attributes
    ----------
    figure : the matplotlib Figure, to be changed at will.
    data : tidy frame behind the picture.
    alt_text : what the picture says, for those who cannot see it.
    """

    figure: Canvas
    data: pd.DataFrame
    alt_text: str

    def save(self, path: str | Path, *, dpi: float = 300, **options: Any) -> Path:
        """Write the picture as PNG, SVG or PDF, by the ending of the name; returns the path.

        The same picture gives the same bytes. `dpi` is the resolution of a PNG; other options go
        to matplotlib's `savefig`.
        """
        target = output_path(path, tuple(f".{kind}" for kind in FORMATS))
        kind = next(kind for kind in FORMATS if target.suffix.lower() == f".{kind}")
        write_file(target, self.to_bytes(kind, dpi=dpi, **options))
        return target

    def to_bytes(self, kind: Format = "png", *, dpi: float = DPI, **options: Any) -> bytes:
        """The picture as bytes of a PNG, SVG or PDF file."""
        check_option("kind", kind, Format)
        is_number = isinstance(dpi, int | float) and not isinstance(dpi, bool)
        if not is_number or not COARSEST <= dpi <= FINEST:
            allowed = f"Give dots per inch from {COARSEST} to {FINEST}."
            raise OptionError(f"dpi={shown(dpi)} is not allowed. {allowed}")
        buffer = io.BytesIO()
        with _style():
            self.figure.savefig(
                buffer, format=kind, dpi=dpi, **{"metadata": UNDATED[kind], **options}
            )
        return buffer.getvalue()

    def to_base64(self, *, dpi: float = DPI) -> str:
        """The PNG in letters, for a `data:` address inside a page."""
        return base64.b64encode(_small_png(self.figure, dpi)).decode("ascii")

    def to_html(self, *, dpi: float = DPI) -> str:
        """The picture as an HTML image that carries its alternative text."""
        encoded = self.to_base64(dpi=dpi)
        width = round(96 * self.figure.get_size_inches()[0])
        return (
            f'<img src="data:image/png;base64,{encoded}" alt="{html.escape(self.alt_text)}" '
            f'style="width:{width}px;max-width:100%;height:auto;background:#fff">'
        )

    def __repr__(self) -> str:
        return f"Figure({self.alt_text})"

    def _repr_html_(self) -> str:
        return self.to_html()


Builder = Callable[[Shown], Chart]
KINDS: Mapping[type[Result], Mapping[str, Builder]] = {
    DistributionResult: {
        "likert": likert_chart,
        "profile": profile_chart,
        "shares": shares_chart,
    },
    ComparisonResult: {"groups": groups_chart},
    DomainComparisonResult: {"profile": domains_chart},
    OverviewResult: {"heatmap": heatmap_chart},
    ReliabilityResult: {
        "alpha_if_dropped": lambda shown: items_chart(shown, "alpha_if_dropped"),
        "item_rest": lambda shown: items_chart(shown, "item_rest_r"),
    },
    DimensionalityResult: {"scree": scree_chart},
    MeasurementErrorResult: {"score_error": score_error_chart},
    WeightingReport: {"weighting": weighting_chart},
}


def plot(result: Result, *, kind: str | None = None, lang: str | None = None) -> Figure:
    """What does a result look like?

    Parameters
    ----------
    result : what `distribution`, `compare`, `compare_all`, `compare_domains`, `reliability`,
        `dimensionality` or `measurement_error` returned, or `survey.weighting`.
    kind : "likert" (diverging bars), "profile" (means by group) or "shares" (dots per answer) of
        a distribution; "groups" of a comparison; "heatmap" of an overview; "profile" of domains
        compared; "alpha_if_dropped" or "item_rest" of a reliability; "scree" of a dimensionality;
        "score_error" of a measurement error; "weighting" of `survey.weighting`. None: bars for a
        distribution of everybody, a profile for one by group, and the first kind of any other
        result.
    lang : language of the words and labels, "en" or "ru". None: that of the result.

    Returns
    -------
    Figure with `.figure` (matplotlib), `.data`, `.alt_text` and `.save(path)`.

    Missing data
    ------------
    Bars are shares of valid answers with their n in the label; who did not answer stands beside
    them. Groups smaller than the codebook's `privacy: {min_cell: ...}` are not drawn.

    Errors
    ------
    OptionError for a result that has no picture, or a kind that this result does not have.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey_analysis.ingest.frames import survey_from_frame
    >>> from survey_analysis.verbs.distribution import distribution
    >>> answers = pd.DataFrame({"q1": [1, 2, 2, 5] * 10})
    >>> survey = survey_from_frame(answers, domains={"trust": ["q1"]})
    >>> figure = plot(distribution(survey, outcomes="q1"))
    >>> figure.data.loc[figure.data["part"] == "answer", ["category", "share", "left"]]
      category  share  left
    0        1   0.25 -0.75
    1        2   0.50 -0.50
    2        3   0.00  0.00
    3        4   0.00  0.00
    4        5   0.25  0.00
    """
    check_language(lang)
    builder = _builder(result, kind)
    return draw(builder(Shown.of(result, lang)))


def draw(chart: Chart) -> Figure:
    """The chart with ink on it."""
    from matplotlib.figure import Figure as Canvas

    with _style():
        layout = place(chart, _width)
        canvas = Canvas(figsize=(layout.width, layout.height), facecolor="white")
        _write_title(canvas, layout)
        if any(placed.legend for placed in layout.panels):
            draw_legend(canvas.add_axes((0, 0, 1, 1)), layout, _letters)
        for placed in layout.panels:
            _draw_panel(canvas, layout, placed, chart.lang)
        _write_footer(canvas, layout)
    return Figure(figure=canvas, data=chart.data, alt_text=chart.alt_text)


def _builder(result: Result, kind: str | None) -> Builder:
    kinds = KINDS.get(type(result))
    if kinds is None:
        raise OptionError(
            f"plot() cannot draw a {type(result).__name__}. It draws what distribution(), "
            "compare(), compare_all(), compare_domains(), reliability(), dimensionality() and "
            "measurement_error() return, and survey.weighting."
        )
    if kind is None:
        kind = _default_kind(result) or next(iter(kinds))
    if not isinstance(kind, str) or kind not in kinds:
        hint = suggestion(kind, kinds) if isinstance(kind, str) else "."
        raise OptionError(
            f"kind={shown(kind)} is not allowed for a {type(result).__name__}{hint} "
            f"Allowed: {', '.join(map(repr, kinds))}."
        )
    return kinds[kind]


def _default_kind(result: Result) -> str:
    if not isinstance(result, DistributionResult):
        return ""
    if (result.table["group_by"] != "").any():
        return "profile"
    if can_be_bars(result.shares, Shown.of(result)):
        return "likert"
    return "profile" if result.shares.empty else "shares"


@contextmanager
def _style() -> Iterator[None]:
    """Our letters and no markup in labels, whatever the user's settings are."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def _width(text: str, size: float) -> float:
    """Width of a text in inches, of its longest line, at a size in points."""
    return max(sum(map(_letter_width, line)) for line in _letters(text).split("\n")) * size / 72


@cache
def _letter_width(letter: str) -> float:
    """How far a letter of one point advances, in points."""
    font = _font()
    font.set_size(1, 72)
    # a number in 16.16 bits; hinting plays no part in it
    return float(font.load_char(ord(letter)).linearHoriAdvance) / 65536


@cache
def _font() -> FT2Font:
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont(FONT))


@cache
def _known_letters() -> frozenset[int]:
    return frozenset(_font().get_charmap())


def _letters(text: str) -> str:
    return in_font(text, _known_letters())


def in_font(text: str, known: frozenset[int]) -> str:
    """The text with letters that the font lacks replaced, so that none is drawn as an empty box."""
    return "".join(char if char == "\n" or ord(char) in known else UNKNOWN for char in text)


def _small_png(figure: Canvas, dpi: float) -> bytes:
    """The picture in 64 colours: a third of the bytes, and the eye sees no difference."""
    # Pillow is what matplotlib itself writes PNG with
    from PIL import Image

    drawn, packed = io.BytesIO(), io.BytesIO()
    with _style():
        figure.savefig(drawn, format="rgba", dpi=dpi)
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    with Image.frombuffer("RGBA", (width, height), drawn.getvalue(), "raw", "RGBA", 0, 1) as whole:
        few = whole.convert("RGB").quantize(
            64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        palette = few.getpalette() or []
        few.putpalette([255 if shade > NEARLY_WHITE else shade for shade in palette])
        few.save(packed, "png")
    return packed.getvalue()


def _write_title(canvas: Canvas, layout: Layout) -> None:
    canvas.suptitle(
        _letters(layout.title.text),
        x=layout.title.left / layout.width,
        y=1 - layout.title.top / layout.height,
        ha="left",
        va="top",
        fontsize=TITLE_SIZE,
        fontweight="bold",
        color=INK,
    )


def _write_footer(canvas: Canvas, layout: Layout) -> None:
    canvas.text(
        layout.footer.left / layout.width,
        1 - layout.footer.top / layout.height,
        _letters(layout.footer.text),
        ha="left",
        va="top",
        fontsize=TEXT_SIZE,
        color=INK,
        linespacing=1.25,
    )


def _draw_panel(canvas: Canvas, layout: Layout, placed: PlacedPanel, lang: str) -> None:
    def axes_at(box: Box) -> Axes:
        left, bottom = box.left / layout.width, 1 - (box.top + box.height) / layout.height
        return canvas.add_axes((left, bottom, box.width / layout.width, box.height / layout.height))

    draw_panel(axes_at, placed, layout, lang, _letters)
