"""to_lavaan: what the data hold, what the script says, what is never written."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

import survey_analysis as sa


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    rng = np.random.default_rng(12)
    latent = rng.normal(size=(240, 1))
    made = np.clip(np.round(3 + latent + rng.normal(size=(240, 8))), 1, 5)
    frame = pd.DataFrame(made, columns=[f"q{i}" for i in range(1, 9)])
    frame["q2"] = 6 - frame["q2"]
    frame.loc[::11, "q3"] = np.nan
    frame.loc[3, [f"q{i}" for i in range(1, 9)]] = np.nan
    frame["town"] = np.where(np.arange(240) < 5, "hamlet", np.where(np.arange(240) % 2, "A", "B"))
    frame.loc[7, "town"] = None
    frame["w"] = 1 + (np.arange(240) % 3) / 2
    return frame


DOMAINS = {"trust": ["q1", "q2", "q3"], "ties": ["q4", "q5", "q6"], "duo": ["q7", "q8"]}


@pytest.fixture(scope="module")
def survey(answers) -> sa.Survey:
    return sa.survey_from_frame(
        answers, domains=DOMAINS, reverse=["q2"], groupings=["town"], scale=(1, 5)
    )


def lines_of(path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_data_are_the_items_as_scored_and_the_group(survey, answers, tmp_path):
    data, script = sa.to_lavaan(survey, tmp_path / "r", by="town")
    assert [path.name for path in (data, script)] == ["answers.csv", "invariance.R"]
    head, *rows = lines_of(data)
    assert head == ["group", *(f"q{i}" for i in range(1, 9))]
    found = pd.DataFrame(rows, columns=head).replace("", np.nan)
    kept = answers[answers.town.isin(["A", "B"])].dropna(subset=head[1:], how="all")
    assert found.group.value_counts().to_dict() == kept.town.value_counts().to_dict()
    assert found[head[1:]].astype(float).sum().to_dict() == pytest.approx(
        kept.assign(q2=6 - kept.q2)[head[1:]].sum().to_dict()
    )
    assert found.q3.isna().sum() == kept.q3.isna().sum()


def test_the_lines_are_sorted_so_that_their_order_says_nothing(survey, tmp_path):
    _, *rows = lines_of(sa.to_lavaan(survey, tmp_path, by="town")[0])
    keys = [(row[0], *(float(cell or "inf") for cell in row[1:])) for row in rows]
    assert keys == sorted(keys)


def test_the_same_answers_in_another_order_give_the_same_files(answers, tmp_path):
    for name, frame in (("one", answers), ("two", answers.sample(frac=1, random_state=3))):
        shuffled = sa.survey_from_frame(
            frame.reset_index(drop=True),
            domains=DOMAINS,
            reverse=["q2"],
            groupings=["town"],
            scale=(1, 5),
        )
        sa.to_lavaan(shuffled, tmp_path / name, by="town")
    one, two = (tmp_path / name / "answers.csv" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_the_script_names_what_is_in_and_what_is_left_out(survey, tmp_path):
    text = sa.to_lavaan(survey, tmp_path, by="town")[1].read_text("utf-8")
    assert "# Left out, fewer than 10 respondents: hamlet" in text
    assert "#   q2: q2, q2 (reverse, turned)" in text
    assert "sorted by group and answers" in text
    assert 'by <- "town"' in text
    assert '  "trust" = "trust =~ q1 + q2 + q3",' in text
    assert '"all domains" = "trust =~ q1 + q2 + q3\\nties =~ q4 + q5 + q6\\nduo =~ q7 + q8"' in text
    assert '"duo" =' not in text  # two items: no model of its own
    assert "ordered_answers <- FALSE" in text
    for word in ("lavTestLRT", "group.equal", '"MLR"', '"fiml"', "fitMeasures", "d_CFI", "d_SRMR"):
        assert word in text
    assert "hamlet" not in (tmp_path / "answers.csv").read_text("utf-8")


def test_without_groups_it_is_one_factor_model_of_everybody(survey, tmp_path):
    data, script = sa.to_lavaan(survey, tmp_path, domains="trust")
    head, *rows = lines_of(data)
    assert head == ["q1", "q2", "q3"]
    assert len(rows) == 239
    text = script.read_text("utf-8")
    assert 'by <- ""' in text
    assert "all domains" not in text


def test_ordered_answers_take_the_thresholds_of_wu_and_estabrook(survey, tmp_path):
    text = sa.to_lavaan(survey, tmp_path, by="town", ordered=True)[1].read_text("utf-8")
    assert "ordered_answers <- TRUE" in text
    assert 'ID.cat = "Wu.Estabrook.2016"' in text
    assert '"WLSMV"' in text


def test_weights_are_written_and_used(answers, tmp_path):
    survey = sa.survey_from_frame(answers, domains=DOMAINS, weight="w", scale=(1, 5))
    data, script = sa.to_lavaan(survey, tmp_path)
    head, *rows = lines_of(data)
    assert head[-1] == "weight"
    assert {row[-1] for row in rows} == {"1", "1.5", "2"}
    assert len(rows) == 239
    assert "weighted <- TRUE" in script.read_text("utf-8")


def test_names_are_made_safe_and_mapped_back(tmp_path):
    rng = np.random.default_rng(1)
    names = ["c", "v1", "доход"]
    frame = pd.DataFrame(np.clip(np.round(3 + rng.normal(size=(40, 3))), 1, 5), columns=names)
    survey = sa.survey_from_frame(frame, domains={"if": names}, scale=(1, 5))
    data, script = sa.to_lavaan(survey, tmp_path)
    head = lines_of(data)[0]
    assert head == ["v3", "v1", "v4"]
    text = script.read_text("utf-8")
    assert '"v2 =~ v3 + v1 + v4"' in text
    assert '"v3" = "c"' in text
    assert "\\U00000434" in text
    code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    assert code.isascii()


def test_a_label_with_quotes_and_breaks_stays_a_label(tmp_path, answers):
    frame = answers.assign(town=np.where(answers.q1 > 3, 'a "b"\\', "=x,\ny"))
    survey = sa.survey_from_frame(frame, domains=DOMAINS, groupings=["town"], scale=(1, 5))
    data, _ = sa.to_lavaan(survey, tmp_path, by="town")
    quoted, formula = sorted(survey.group_labels("town"), reverse=True)
    assert {row[0] for row in lines_of(data)[1:]} == {quoted, f"'{formula}"}


def test_domains_with_too_few_items_are_left_out_and_named(answers, tmp_path):
    survey = sa.survey_from_frame(
        answers, domains={"trust": ["q1", "q2", "q3"], "one": ["q4"]}, scale=(1, 5)
    )
    text = sa.to_lavaan(survey, tmp_path)[1].read_text("utf-8")
    assert "# Left out, too few items for a factor: one" in text


def test_nothing_is_overwritten(survey, tmp_path):
    first = sa.to_lavaan(survey, tmp_path, by="town")
    assert sa.to_lavaan(survey, tmp_path, by="town") == first
    before = {path: path.read_bytes() for path in first}
    with pytest.raises(sa.errors.ExportError, match="already there with another content"):
        sa.to_lavaan(survey, tmp_path, by="town", domains=["trust", "ties"])
    assert {path: path.read_bytes() for path in first} == before


def test_a_place_that_is_no_folder_is_refused(survey, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(sa.errors.ExportError, match="is a file"):
        sa.to_lavaan(survey, file)
    with pytest.raises(sa.errors.ExportError, match="cannot be made"):
        sa.to_lavaan(survey, file / "deeper")
    with pytest.raises(sa.errors.ExportError, match="cannot be made"):
        sa.to_lavaan(survey, "a\0b")


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"path": 3}, sa.errors.OptionError, "path=3"),
        ({"path": ""}, sa.errors.OptionError, "Name a folder"),
        ({"ordered": "yes"}, sa.errors.OptionError, "ordered='yes'"),
        ({"by": "village"}, sa.errors.UnknownNameError, "town"),
        ({"domains": "duo"}, sa.errors.OptionError, "at least 3 items"),
        ({"domains": "trist"}, sa.errors.UnknownNameError, "trust"),
    ],
)
def test_a_wrong_call_says_what_is_allowed(survey, tmp_path, options, error, message):
    with pytest.raises(error, match=re.escape(message)):
        sa.to_lavaan(survey, **({"path": tmp_path / "none"} | options))
    assert not (tmp_path / "none").exists()


def test_several_groupings_are_refused(answers, tmp_path):
    frame = answers.assign(sex=np.where(np.arange(240) % 2, "f", "m"))
    survey = sa.survey_from_frame(frame, domains=DOMAINS, groupings=["town", "sex"], scale=(1, 5))
    with pytest.raises(sa.errors.OptionError, match="one grouping"):
        sa.to_lavaan(survey, tmp_path, by=["town", "sex"])


def test_too_few_respondents_are_refused(answers, tmp_path):
    few = sa.survey_from_frame(answers.iloc[:8], domains=DOMAINS, groupings=["town"], scale=(1, 5))
    with pytest.raises(sa.errors.OptionError, match="fewer than 10"):
        sa.to_lavaan(few, tmp_path / "none")
    with pytest.raises(sa.errors.OptionError, match="two groups"):
        sa.to_lavaan(few, tmp_path / "none", by="town")


def has_lavaan() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", "quit(status = !requireNamespace('lavaan', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_r_runs_the_script(survey, tmp_path):
    if not has_lavaan():
        pytest.skip("needs R with lavaan")
    _, script = sa.to_lavaan(survey, tmp_path, by="town", domains="ties")
    done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=True)
    assert "Measurement invariance by town: 2 groups" in done.stdout
    head, *rows = lines_of(tmp_path / "fit.csv")
    assert [row[1] for row in rows] == ["configural", "metric", "scalar", "strict"]
    table = pd.DataFrame(rows, columns=head)
    assert table.df.astype(float).tolist() == [0, 2, 4, 7]
    assert (table["CFI"].astype(float) > 0.9).all()


def test_a_group_whose_label_is_a_formula_stays_a_text_and_stays_itself(answers, tmp_path):
    formula = '=HYPERLINK("http://x","y")'
    towns = np.array([formula, "'" + formula, "-18"], dtype=object)[np.arange(240) % 3]
    survey = sa.survey_from_frame(
        answers.assign(town=towns), domains=DOMAINS, groupings=["town"], scale=(1, 5)
    )
    data, script = sa.to_lavaan(survey, tmp_path, by="town")
    assert {row[0] for row in lines_of(data)[1:]} == {f"'{formula}", f"''{formula}", "'-18"}
    assert "# An apostrophe keeps a label" in script.read_text("utf-8")
