"""The sample: the files in the repository are what the package writes, and show the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.codebook import in_language
from survey_analysis.demo import sample_files, write_demo
from survey_analysis.demo.exports import DEFECTS
from survey_analysis.demo.population import POPULATION
from survey_analysis.demo.questionnaire import CODEBOOK, REGIONS, RUSSIAN_CODEBOOK
from survey_analysis.demo.truth import domain_truth
from survey_analysis.errors import ExportError, OptionError

# In a group of a handful the t distribution is far from normal.
SMALL = 10


def group_labels(by: str) -> list[str]:
    """Labels of the groups in the order of `DomainTruth.group_means`."""
    if by == "region":
        declared = CODEBOOK.categories_for(CODEBOOK.variable("region"))
        names = {category.code: category.label["en"] for category in declared}
        return [names[code] for code in REGIONS]
    return [in_language(label, "en") for label in CODEBOOK.group_labels(by)]


def test_the_checked_in_sample_is_what_the_package_writes(
    tmp_path: Path, sample_folder: Path
) -> None:
    written = write_demo(tmp_path)
    names = sorted(path.name for path in sample_folder.iterdir())
    assert sorted(path.name for path in written) == names
    for path in written:
        assert path.read_bytes() == (sample_folder / path.name).read_bytes(), path.name


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    written = write_demo(str(tmp_path / "new" / "folder"))
    assert all(path.is_file() for path in written)
    assert [path.name for path in written] == list(sample_files())


def test_the_same_sample_may_be_written_again(tmp_path: Path) -> None:
    assert write_demo(tmp_path) == write_demo(tmp_path)


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "responses_cp1251.csv"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"responses_cp1251\.csv is already there"):
        write_demo(tmp_path)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [mine]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "folder"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="is a file"):
        write_demo(mine)


@pytest.mark.parametrize("name", ["a" * 300, "a\x00b", "file/below"])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="cannot be made"):
        write_demo(tmp_path / name)


@pytest.mark.parametrize("name", ["", None, 3])
def test_what_is_no_folder_is_refused(name: object) -> None:
    with pytest.raises(OptionError, match="Name a folder"):
        write_demo(name)  # type: ignore[arg-type]


def test_the_readme_says_that_the_sample_is_synthetic(sample_folder: Path) -> None:
    text = (sample_folder / "README.md").read_text(encoding="utf-8")
    assert "**Synthetic.** Nobody answered these questions." in text
    assert "**Синтетические данные.**" in text
    for codebook in ("codebook.yaml", "codebook_ru.yaml"):
        assert "synthetic sample" in (sample_folder / codebook).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def survey(sample_folder: Path) -> sa.Survey:
    return sa.load_survey(sample_folder / "responses.csv", sample_folder / "codebook.yaml")


def test_the_codebooks_read_back_as_they_were_written(sample_folder: Path) -> None:
    assert sa.load_codebook(sample_folder / "codebook.yaml") == CODEBOOK
    assert sa.load_codebook(sample_folder / "codebook_ru.yaml") == RUSSIAN_CODEBOOK


def test_the_russian_export_holds_the_same_answers(survey: sa.Survey, sample_folder: Path) -> None:
    russian = sa.load_survey(
        sample_folder / "responses_cp1251.csv", sample_folder / "codebook_ru.yaml"
    )
    assert russian.provenance.encoding == "cp1251"
    assert russian.validation.count("error") == 0
    pd.testing.assert_frame_equal(russian.scores, survey.scores)
    for by in ("age", "education", "region"):
        assert np.array_equal(russian.groupings[by].codes, survey.groupings[by].codes)
    for id in ("life_satisfaction", "news_source", "duration"):
        codes, support = russian.answers[id].codes, russian.answers[id].support
        assert np.array_equal(codes, survey.answers[id].codes)
        assert np.array_equal(support, survey.answers[id].support)


def test_alpha_is_within_four_standard_errors_of_the_truth(survey: sa.Survey) -> None:
    table = sa.reliability(survey).table.set_index("domain")
    for domain in POPULATION.domains:
        truth = domain_truth(domain).alpha
        assert abs(table.alpha[domain] - truth) < 4 * table.alpha_se[domain], domain


@pytest.mark.parametrize("by", ["age", "education", "region"])
def test_group_means_are_within_four_standard_errors_of_the_truth(
    survey: sa.Survey, by: str
) -> None:
    groups = sa.compare(survey, outcomes=list(POPULATION.domains), by=by).groups
    labels = group_labels(by)
    for domain in POPULATION.domains:
        means = dict(zip(labels, domain_truth(domain).group_means[by], strict=True))
        rows = groups[groups.outcome == domain].set_index("group")
        assert set(rows.index) == set(labels)
        for group, truth in means.items():
            off = abs(rows["mean"][group] - truth)
            assert off < 4 * rows.se[group] or rows.n[group] < SMALL, (domain, group)


def test_the_sample_shows_what_was_put_into_it(survey: sa.Survey) -> None:
    table = sa.compare(survey, by=["age", "education"]).table.set_index(["outcome", "group_by"])
    assert table.p_adjusted["health", "age"] < 1e-6
    assert table.p_adjusted["skills", "education"] < 1e-6
    assert table.p_adjusted["recognition", "age"] > 0.05
    assert table.p_adjusted["recognition", "education"] > 0.05


def test_every_defect_of_the_broken_export_is_found(sample_folder: Path) -> None:
    with pytest.raises(sa.errors.ValidationError) as caught:
        sa.load_survey(sample_folder / "responses_broken.csv", sample_folder / "codebook.yaml")
    issues = caught.value.report.issues
    for defect in DEFECTS:
        code, severity = defect.told.split()
        told = issues[(issues.code == code) & (issues.severity == severity)]
        told = told[told["where"].isin([defect.column, ""])]
        assert len(told) > 0, defect
        assert set(defect.lines) <= {line for lines in told.lines for line in lines}, defect


def test_the_broken_export_has_no_other_errors(sample_folder: Path) -> None:
    with pytest.raises(sa.errors.ValidationError) as caught:
        sa.load_survey(sample_folder / "responses_broken.csv", sample_folder / "codebook.yaml")
    issues = caught.value.report.issues
    errors = issues[issues.severity == "error"]
    told = set(zip(errors.code, errors["where"], strict=True))
    named = {(d.told.split()[0], d.column) for d in DEFECTS if d.told.endswith("error")}
    assert told == named


def test_the_ragged_export_is_refused_with_its_lines(sample_folder: Path) -> None:
    with pytest.raises(sa.errors.ValidationError) as caught:
        sa.load_survey(sample_folder / "responses_ragged.csv", sample_folder / "codebook.yaml")
    issues = caught.value.report.issues
    assert {line for lines in issues.lines for line in lines} == {8, 15}
