"""Content: what a result holds, before it is shown in any way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from survey_analysis.codebook import Codebook
from survey_analysis.findings import Note
from survey_analysis.present.provenance import Provenance


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Content:
    """Tidy frames at full precision, notes, method, provenance.

    Attributes
    ----------
    table : the main frame.
    notes : remarks with stable codes; `note.say("ru")` gives the sentence in Russian.
    method : what was computed, with its source, in English; where it is a `Method`,
        `method.say("ru")` gives it in Russian.
    provenance : fingerprints of export and codebook, versions, options of the call.
    codebook : for labels in other languages and for the smallest group that may be shown.
    language : language of the labels in the frames.
    """

    title: ClassVar[str] = "Result"
    frames: ClassVar[tuple[str, ...]] = ("table",)
    off_screen: ClassVar[frozenset[str]] = frozenset()
    """Frames (`factor`) and columns (`items.smc`) that `print` and Jupyter only name."""

    table: pd.DataFrame
    notes: tuple[Note, ...] = ()
    method: str = ""
    provenance: Provenance = field(default_factory=Provenance)
    codebook: Codebook
    language: str = "en"

    def on_page(self, frame: str) -> bool:
        """Whether a frame says more than the others, so that it is shown with them."""
        return frame in self.frames
