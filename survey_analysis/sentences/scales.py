"""What is said about scales: reliability in depth, dimensions, composites, item bias."""

from __future__ import annotations

from collections.abc import Mapping

from survey_analysis.sentences.sentence import Sentence

SCALE_SENTENCES: Mapping[str, Sentence] = {
    "SA330": Sentence(
        en="all splits into halves are too many with more than {most} items, so there is no "
        "split-half",
        ru="при числе пунктов больше {most} всех половинных разбиений слишком много, поэтому "
        "расщепления нет",
    ),
}
