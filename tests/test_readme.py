"""The README does what it says: its commands, its example, its picture, its promises."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import survey_analysis as sa
from survey_analysis.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALL_AND_REPORT = (
    'python -m pip install -e ".[all]" && survey-analysis report data/sample/responses.csv '
    "--codebook data/sample/codebook.yaml --by age,education,region --out report.html"
)
INSTALL_AND_TEST = 'python -m pip install -e ".[dev]" && python -m pytest'


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    path = ROOT / "data" / "sample" / "responses.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def codebook() -> sa.Codebook:
    return sa.load_codebook(ROOT / "data" / "sample" / "codebook.yaml")


@pytest.fixture(scope="module")
def survey(answers: pd.DataFrame, codebook: sa.Codebook) -> sa.Survey:
    return sa.load_survey(answers, codebook)


def printed_by(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    return out.getvalue()


def test_the_example_prints_what_the_readme_shows() -> None:
    example = re.search(r"```python\n(.*?)```\s+```\n(.*?)```", README, re.DOTALL)
    assert example
    code, shown = example.groups()
    assert len([line for line in code.splitlines() if line]) == 6
    assert printed_by(code) == shown


def test_both_commands_stand_in_the_readme() -> None:
    assert f"\n{INSTALL_AND_REPORT}\n{INSTALL_AND_TEST}\n" in README


def test_the_report_command_writes_a_report(tmp_path: Path) -> None:
    words = shlex.split(INSTALL_AND_REPORT.partition(" && ")[2])
    words[words.index("--out") + 1] = str(tmp_path / "report.html")
    assert main(words[1:]) == 0
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")[:200]


def test_the_picture_is_made_by_the_command_beside_it(tmp_path: Path) -> None:
    command = re.search(r"<!-- The picture.*?\npython -c '(.*?)'\n-->", README, re.DOTALL)
    assert command
    code = command[1]
    target = "docs/images/likert.png"
    assert f"]({target})" in README
    assert code.count(target) == 1
    again = tmp_path / "again.png"
    printed_by(code.replace(target, again.as_posix()))
    width, height = png_size(again)
    kept_width, kept_height = png_size(ROOT / target)
    # another version of matplotlib may measure letters a little differently
    assert kept_width == pytest.approx(width, rel=0.05)
    assert kept_height == pytest.approx(height, rel=0.05)


def png_size(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def test_the_words_for_the_picture_are_those_of_the_data(survey: sa.Survey) -> None:
    told = re.search(r"!\[(.*?)\]\(docs/images/likert.png\)", README)
    assert told
    shares = sa.distribution(survey, outcomes=["civ1", "civ2", "civ3", "civ4"]).shares
    for item, of_item in shares.groupby("outcome", sort=False):
        share = of_item.set_index("value")["share"]
        agree, disagree = share[["4", "5"]].sum(), share[["1", "2"]].sum()
        n = of_item["n"].sum()
        said = f"{agree:.0%} agree, {disagree:.0%} disagree, n = {n}".replace("%", " %")
        assert said in told[1], item


def test_every_link_leads_to_a_file() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(links) > 15
    assert [link for link in links if not (ROOT / link).exists()] == []


def findings(frame: pd.DataFrame | Path, codebook: sa.Codebook | Path) -> dict[str, str]:
    """Severity of each finding, by its code and where it is."""
    try:
        issues = sa.load_survey(frame, codebook).validation.issues
    except sa.errors.ValidationError as error:
        issues = error.report.issues
    return dict(zip(issues["code"] + " " + issues["where"], issues["severity"], strict=True))


@pytest.mark.parametrize("dont_know", ["6", "88"])
def test_promise_an_undeclared_code_stops_the_loading(
    answers: pd.DataFrame, codebook: sa.Codebook, dont_know: str
) -> None:
    wrong = answers.assign(civ1=answers["civ1"].replace("98", dont_know))
    assert findings(wrong, codebook)["SA240 civ1"] == "error"


def test_promise_an_item_that_runs_against_its_domain_is_named(
    answers: pd.DataFrame, codebook: sa.Codebook
) -> None:
    turned = answers["fam3"].replace({code: str(6 - int(code)) for code in "12345"})
    wrong = answers.assign(fam3=turned)
    assert findings(wrong, codebook)["SA282 fam3"] == "warning"


def test_promise_items_turn_by_the_range_of_the_scale() -> None:
    nobody_chose_five = pd.DataFrame({"a": [1, 2, 3, 4], "b": [4, 3, 2, 1]})
    survey = sa.survey_from_frame(
        nobody_chose_five, domains={"d": ["a", "b"]}, scale=(1, 5), reverse=["b"]
    )
    assert survey.scores["d"].tolist() == [1.5, 2.5, 3.5, 4.5]


def test_promise_a_ragged_row_is_refused_with_its_line(sample_folder: Path) -> None:
    with pytest.raises(sa.errors.ValidationError, match=r"SA204.*lines 8, 15"):
        sa.load_survey(sample_folder / "responses_ragged.csv", sample_folder / "codebook.yaml")


def test_promise_the_codebook_of_another_survey_is_refused(sample_folder: Path) -> None:
    export = sample_folder / "responses_cp1251.csv"
    assert "SA236 " in findings(export, sample_folder / "codebook.yaml")


def test_promise_a_misspelt_name_is_an_error_with_a_suggestion(survey: sa.Survey) -> None:
    with pytest.raises(sa.errors.UnknownNameError, match="did you mean 'education'"):
        sa.compare(survey, by="educaton")


def test_promise_lost_respondents_are_told(survey: sa.Survey) -> None:
    issues = survey.validation.issues
    assert "work" in set(issues.loc[issues["code"] == "SA283", "where"])
    alpha = sa.reliability(survey, domains="work")
    assert alpha.table["n_used"].item() < alpha.table["n_total"].item()
    assert "SA364" in {note.code for note in alpha.notes}


def test_promise_alpha_of_a_formative_domain_carries_a_note(survey: sa.Survey) -> None:
    alpha = sa.reliability(survey, domains="finances")
    assert alpha.table[["alpha_ci_low", "alpha_ci_high"]].notna().all(axis=None)
    assert "SA361" in {note.code for note in alpha.notes}


def test_promise_tests_of_a_call_are_one_family_and_p_has_a_size_beside_it(
    survey: sa.Survey,
) -> None:
    result = sa.compare(survey, by=["age", "education", "region"])
    table = result.table
    p = table["p_value"].sort_values()
    assert table.loc[p.index[0], "p_adjusted"] == pytest.approx(len(table) * p.iloc[0])
    assert table[["effect", "effect_ci_low", "effect_ci_high"]].notna().all(axis=None)
    assert "30 tests" in str(result)


def test_promise_groups_stand_in_the_order_of_the_codebook(survey: sa.Survey) -> None:
    groups = sa.compare(survey, outcomes="family", by="education").groups["group"]
    assert groups.iloc[[0, -1]].tolist() == ["Lower secondary", "Doctoral"]


def test_promise_tiny_groups_are_hidden_where_results_are_shown(survey: sa.Survey) -> None:
    result = sa.distribution(survey, outcomes="health", by="region")
    tiny = result.table.loc[result.table["n"].between(1, 9)]
    assert len(tiny) == 2
    for group, mean in zip(tiny["group"], tiny["mean"], strict=True):
        line = next(line for line in str(result).splitlines() if group in line)
        assert f"{mean:.2f}" not in line


@pytest.mark.parametrize("header", ["E-mail", "phone", "passport", "СНИЛС", "ФИО"])
def test_promise_a_column_headed_as_personal_data_stops_the_loading(
    answers: pd.DataFrame, codebook: sa.Codebook, header: str
) -> None:
    assert findings(answers.assign(**{header: "x"}), codebook)[f"SA606 {header}"] == "error"


def test_promise_aliases_that_are_mail_addresses_stop_the_loading(
    answers: pd.DataFrame, codebook: sa.Codebook
) -> None:
    wrong = answers.assign(alias=answers["alias"] + "@example.org")
    assert findings(wrong, codebook)["SA601 alias"] == "error"


def weighted_volunteers() -> sa.Survey:
    frame = pd.DataFrame({"q": [1, 2, 3, 4, 5, 5, 4, 4] * 20, "g": ["x", "y"] * 80})
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, groupings=["g"])
    return sa.weight(survey, {"g": {"x": 0.3, "y": 0.7}})


def test_promise_weights_are_used_and_what_they_cost_is_told() -> None:
    result = sa.compare(weighted_volunteers(), by="g")
    assert result.table["test"].item() == "linearized_t"
    assert {"n", "sum_w", "n_eff", "deff_kish", "deff"} <= set(result.groups.columns)
    assert "mean_unweighted" in sa.distribution(weighted_volunteers()).table


def test_promise_margins_that_cannot_be_met_are_explained() -> None:
    frame = pd.DataFrame({"q": [1, 2, 4, 5] * 10, "g": ["x"] * 39 + ["y"]})
    survey = sa.survey_from_frame(frame, domains={"d": ["q"]}, groupings=["g"])
    with pytest.raises(sa.errors.OptionError, match="smallest"):
        sa.weight(survey, {"g": {"x": 0.5, "y": 0.5}}, trim=3)


def test_promise_groups_alike_are_told_from_groups_unknown() -> None:
    alike = sa.compare(weighted_volunteers(), by="g", equivalence=0.2).equivalence
    assert not alike["equivalent"].item()
    assert alike["smallest_detectable"].item() > 0


def test_promise_raw_and_adjusted_means_stand_side_by_side(survey: sa.Survey) -> None:
    adjusted = sa.compare(survey, outcomes="health", by="region", adjust_for="age").adjusted
    assert adjusted[["mean", "mean_raw"]].notna().all(axis=None)


def test_promise_there_is_no_margin_of_error() -> None:
    weighted = weighted_volunteers()
    for result in (weighted.weighting, sa.distribution(weighted), sa.compare(weighted)):
        assert result is not None
        assert "margin of error" not in str(result).lower()
        assert "those who took part" in result.method or "Respondents took part" in result.method
