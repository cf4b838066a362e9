"""compare_domains: in which area of life do the same respondents stand higher?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from survey_analysis.errors import OptionError, check_confidence, check_option
from survey_analysis.present.result import Result
from survey_analysis.statistics.friedman import friedman
from survey_analysis.statistics.multiplicity import Adjustment
from survey_analysis.statistics.paired_means import paired_means
from survey_analysis.statistics.profile_differences import profile_differences
from survey_analysis.survey import Survey
from survey_analysis.verbs.domain_frames import (
    DomainsCompared,
    means_frame,
    pairs_frame,
    profiles_frame,
    rank_pairs_frame,
    tests_frame,
)
from survey_analysis.verbs.domain_notes import domain_method, domain_notes
from survey_analysis.verbs.selection import (
    Names,
    check_survey,
    choose_domains,
    choose_groupings,
    rows_of,
    stacked,
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DomainComparisonResult(Result):
    """Domains compared within the same respondents, in groups; never a ranking of persons.

    `.table` (two rows per group, of means and of ranks): group_by, group, n, highest, lowest, test,
    statistic, df1, df2, p_value, p_adjusted, adjust, effect_name, effect, effect_ci_low,
    effect_ci_high, note.

    `.means`: group_by, group, domain, n, mean, sd, se, ci_low, ci_high, mean_rank; weighted also
    sum_w, n_eff, deff_kish, deff. A mean rank counts a respondent's own domains from 1, the lowest.

    `.pairs`: group_by, group, domain1, domain2, n, estimate, se, ci_low, ci_high, statistic, df,
    p_value, p_adjusted, effect_name, effect, effect_ci_low, effect_ci_high, note. An estimate is
    domain1 minus domain2 in the same respondents; `p_adjusted` is Holm's within the group.

    `.rank_pairs`: the same of mean ranks, without an effect size.

    `.profiles` (one row per grouping): group_by, test, statistic, df1, df2, p_value, p_adjusted,
    note: whether groups differ in which of their domains stand higher.
    """

    title: ClassVar[str] = "Comparison of domains"
    frames: ClassVar[tuple[str, ...]] = ("table", "means", "pairs", "rank_pairs", "profiles")
    off_screen: ClassVar[frozenset[str]] = frozenset({"rank_pairs"})

    means: pd.DataFrame
    pairs: pd.DataFrame
    rank_pairs: pd.DataFrame
    profiles: pd.DataFrame


def compare_domains(
    survey: Survey,
    *,
    domains: Names = None,
    by: Names = None,
    adjust: Adjustment = "holm",
    confidence: float = 0.95,
) -> DomainComparisonResult:
    """In which area of life do the same respondents stand higher, and by how much?

    Parameters
    ----------
    survey : a loaded survey.
    domains : ids of two domains or more whose scores share one range. None: all.
    by : id of a grouping or a list of them; several are stacked. None: everybody.
    adjust : "holm" (Holm 1979), "fdr_bh" (Benjamini & Hochberg 1995) or "none", over the groups of
        the call; tests of means, of ranks and of profiles are a family each.
    confidence : level of the intervals, such as 0.95.

    Returns
    -------
    DomainComparisonResult, groups and domains in codebook order.

    Missing data
    ------------
    Respondents with a score in every one of the domains; a note tells how many they are. Nothing
    is imputed. With weights or a sampling design all others stay in the sample as such.

    Formula
    -------
    See `statistics.paired_means`, `statistics.friedman`, `statistics.profile_differences`. Scores
    are compared as they are, not rescaled: that would make a tenth of the way along one scale
    equal to a tenth along another, which no answer says.

    Errors
    ------
    UnknownNameError for a domain or grouping that the codebook does not have; OptionError for a
    single domain, for domains of different ranges, another `adjust` or `confidence`.
    """
    check_survey(survey)
    check_option("adjust", adjust, Adjustment)
    confidence = check_confidence(confidence)
    groupings = choose_groupings(survey, by)
    chosen = choose_domains(survey, domains)
    _check_domains(survey, chosen)
    found = [_compared(survey, chosen, grouping, confidence) for grouping in stacked(groupings)]
    return DomainComparisonResult(
        table=tests_frame(found, adjust, confidence),
        means=means_frame(survey, found),
        pairs=pairs_frame(found),
        rank_pairs=rank_pairs_frame(found),
        profiles=profiles_frame(found, adjust),
        notes=tuple(domain_notes(survey, found, groupings)),
        method=domain_method(survey, found, adjust, confidence),
        provenance=survey.provenance.with_options(
            verb="compare_domains",
            domains=list(chosen),
            by=list(groupings),
            adjust=adjust,
            confidence=confidence,
        ),
        codebook=survey.codebook,
        language=survey.language,
    )


def _compared(
    survey: Survey, domains: tuple[str, ...], grouping: str | None, confidence: float
) -> DomainsCompared:
    """The domains in the groups of one grouping, or in everybody."""
    moments = survey.score_moments(domains, grouping)
    ranks = survey.score_moments(domains, grouping, ranked=True)
    paired = paired_means(moments, confidence=confidence)
    return DomainsCompared(
        domains=domains,
        by=grouping or "",
        rows=rows_of(moments.groups, grouping),
        paired=paired,
        ranked=friedman(ranks, confidence=confidence),
        profiles=profile_differences(paired.means) if grouping else None,
    )


def _check_domains(survey: Survey, domains: Sequence[str]) -> None:
    """There are two domains at least, and their scores share one range."""
    if len(domains) < 2:
        raise OptionError(
            "domains: a comparison needs two domains at least. Name two or more, or give None for "
            "all domains of the codebook."
        )
    ranges: dict[tuple[float, float], list[str]] = {}
    for domain in domains:
        scale = survey.codebook.scale_of_domain(domain)
        ranges.setdefault((scale.low, scale.high), []).append(domain)
    if len(ranges) > 1:
        told = "; ".join(
            f"{low:g} to {high:g}: {', '.join(names)}" for (low, high), names in ranges.items()
        )
        raise OptionError(
            "domains: scores of different ranges cannot be compared as they are, and these are "
            f"{told}. Name domains of one range, such as domains={max(ranges.values(), key=len)}."
        )
