"""The command line: what goes where, exit codes, and words instead of tracebacks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from survey_analysis import cli
from survey_analysis.cli import main
from survey_analysis.errors import SurveyAnalysisError

CODEBOOK = """
survey_analysis_codebook: 1
survey: {id: small, title: Small}
default_language: en
scales:
  agree: {type: ordinal, values: {"1": no, "2": rather no, "3": rather yes, "4": yes}}
domains:
  trust: {label: {en: Trust, ru: Доверие}}
items:
  - {id: q1, domain: trust, scale: agree, label: People help}
  - {id: q2, domain: trust, scale: agree, label: People are fair}
  - {id: q3, domain: trust, scale: agree, label: People can be trusted}
variables:
  age: {role: grouping, type: integer, range: [14, 99], bands: [14, 40], label: Age}
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an export, its codebook, a broken export and a broken codebook."""
    rows = [f"{1 + i % 4},{1 + i % 3},{1 + (i // 2) % 4},{20 + i}" for i in range(40)]
    write(tmp_path / "good.csv", "q1,q2,q3,age", *rows)
    write(tmp_path / "bad.csv", "q1,q2,q3,age", "9,1,1,20", *rows)
    write(tmp_path / "ragged.csv", "q1,q2,q3,age", "1,1,1,20,7", *rows)
    write(tmp_path / "codebook.yaml", CODEBOOK)
    write(tmp_path / "wrong.yaml", CODEBOOK.replace("scale: agree,", "scale: agre,", 1))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(*args: str, folder: Path | None = None, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "survey_analysis", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=environment(),
        check=False,
        **options,
    )


def environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    return os.environ | {"PYTHONPATH": path}


def test_report_prints_the_path_and_nothing_else_on_stdout(files):
    done = run("report", "good.csv", "--codebook", "codebook.yaml", "--out", "r.html", folder=files)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "r.html\n"
    assert "40 respondents" in done.stderr
    page = (files / "r.html").read_text("utf-8")
    command = "survey-analysis report good.csv --codebook codebook.yaml --out r.html"
    assert command in page


def test_report_as_json(files, capsys):
    assert main(["report", "good.csv", "-c", "codebook.yaml", "-o", "r.html", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["report"] == "r.html"
    assert made["bytes"] == (files / "r.html").stat().st_size
    assert made["validation"]["ok"] is True
    assert len(made["provenance"]["export_sha256"]) == 64


def test_groupings_language_and_confidence_reach_the_report(files):
    args = ["report", "good.csv", "-c", "codebook.yaml", "-o", "r.html"]
    assert main([*args, "--by", "age", "--lang", "ru", "--confidence", "0.9"]) == 0
    page = (files / "r.html").read_text("utf-8")
    assert '<html lang="ru">' in page
    assert "Доверие" in page
    assert '"confidence": 0.9' in page
    assert main([*args, "--by", ""]) == 0
    assert '"by": []' in (files / "r.html").read_text("utf-8")


def test_a_report_can_be_weighted_to_margins(files):
    write(files / "census.csv", "variable,level,proportion", "age,14-39,0.3", "age,40+,0.7")
    args = ["report", "good.csv", "-c", "codebook.yaml", "-o", "r.html", "--margins", "census.csv"]
    assert main(args) == 0
    text = (files / "r.html").read_text(encoding="utf-8")
    assert "raked to" in text
    assert "Kish" in text
    assert "margin of error" not in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--margins", "censuz.csv"], "censuz.csv"),
        (["--trim", "3"], "--trim goes with --margins"),
        (["--margins", "census.csv", "--trim", "0.5"], "trim=0.5"),
    ],
)
def test_wrong_margins_are_usage_errors(files, capsys, more, words):
    write(files / "census.csv", "variable,level,proportion", "age,14-39,0.3", "age,40+,0.7")
    assert main(["report", "good.csv", "-c", "codebook.yaml", "-o", "r.html", *more]) == 2
    assert words in capsys.readouterr().err


def test_the_default_report_is_report_html(files):
    assert main(["report", "good.csv", "-c", "codebook.yaml"]) == 0
    assert (files / "report.html").exists()


@pytest.mark.usefixtures("files")
def test_check_prints_findings(capsys):
    assert main(["check", "good.csv", "-c", "codebook.yaml"]) == 0
    assert capsys.readouterr().out.startswith("good.csv: 0 errors")
    assert main(["check", "bad.csv", "-c", "codebook.yaml"]) == 3
    told = capsys.readouterr()
    assert "q1" in told.out
    assert "1 error" in told.err


@pytest.mark.usefixtures("files")
def test_check_as_json(capsys):
    assert main(["check", "bad.csv", "-c", "codebook.yaml", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert found["counts"]["error"] == 1
    assert found["findings"][0]["lines"] == [2]


@pytest.mark.usefixtures("files")
def test_check_speaks_russian(capsys):
    assert main(["check", "bad.csv", "-c", "codebook.yaml", "--lang", "ru"]) == 3
    assert any("а" <= letter <= "я" for letter in capsys.readouterr().out)


@pytest.mark.parametrize("export", ["bad.csv", "ragged.csv"])
def test_an_invalid_export_is_code_3_with_all_findings(files, capsys, export):
    assert main(["report", export, "-c", "codebook.yaml", "-o", "r.html"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert export in told.err
    assert "->" in told.err
    assert not (files / "r.html").exists()


@pytest.mark.usefixtures("files")
def test_an_invalid_export_as_json(capsys):
    assert main(["report", "bad.csv", "-c", "codebook.yaml", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["counts"]["error"] == 1


@pytest.mark.usefixtures("files")
def test_an_invalid_codebook_is_code_3_with_all_problems(capsys):
    assert main(["report", "good.csv", "-c", "wrong.yaml"]) == 3
    told = capsys.readouterr()
    assert "did you mean 'agree'" in told.err
    assert told.out == ""
    assert main(["check", "good.csv", "-c", "wrong.yaml", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert "agree" in found["problems"][0]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["report", "god.csv", "-c", "codebook.yaml"], "good.csv"),
        (["report", "good.csv", "-c", "codebok.yaml"], "codebok.yaml"),
        (["report", ".", "-c", "codebook.yaml"], "."),
        (["report", "good.csv", "-c", "codebook.yaml", "--by", "agee"], "did you mean 'age'"),
        (["report", "good.csv", "-c", "codebook.yaml", "--confidence", "95"], "0.95"),
        (["report", "good.csv", "-c", "codebook.yaml", "-o", "no/r.html"], "There is no folder"),
        (["report", "good.csv", "-c", "codebook.yaml", "-o", "good.csv"], ".html"),
        (["report", "good.csv", "-c", "codebook.yaml", "--encoding", "klingon"], "klingon"),
    ],
)
def test_wrong_use_is_code_2_with_what_to_do(files, capsys, args, words):
    before = (files / "good.csv").read_bytes()
    assert main(args) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert (files / "good.csv").read_bytes() == before


@pytest.mark.parametrize(
    "args",
    [[], ["repot"], ["report"], ["report", "good.csv"], ["check", "x", "-c", "y", "--lang", "fr"]],
)
def test_arguments_that_argparse_refuses_are_code_2(args, capsys):
    with pytest.raises(SystemExit) as left:
        main(args)
    assert left.value.code == 2
    assert "usage: survey-analysis" in capsys.readouterr().err


def test_demo_writes_files_and_prints_their_paths(tmp_path, capsys):
    folder = tmp_path / "sample"
    assert main(["demo", str(folder)]) == 0
    told = capsys.readouterr()
    paths = [Path(line) for line in told.out.splitlines()]
    assert all(path.is_file() for path in paths)
    assert folder / "responses.csv" in paths
    assert "survey-analysis report" in told.err


def test_separators_have_names(files):
    text = (files / "good.csv").read_text("utf-8").replace(",", "\t")
    write(files / "tabs.txt", text.strip())
    for name in ("tab", "\\t"):
        assert main(["check", "tabs.txt", "-c", "codebook.yaml", "--separator", name]) == 0


@pytest.mark.usefixtures("files")
def test_something_unexpected_is_one_line_and_code_1(capsys, monkeypatch):
    def broken(_: object) -> int:
        raise KeyError("secret of row 7")

    monkeypatch.setattr(cli, "_check", broken)
    args = ["check", "good.csv", "-c", "codebook.yaml"]
    assert main(args) == 1
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert "unexpected error: KeyError" in told.err
    assert "--debug" in told.err
    assert main([*args, "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.usefixtures("files")
def test_other_errors_of_the_package_are_told_without_their_class(capsys, monkeypatch):
    def broken(_: object) -> int:
        raise SurveyAnalysisError("the moon is full")

    monkeypatch.setattr(cli, "_check", broken)
    assert main(["check", "good.csv", "-c", "codebook.yaml"]) == 1
    assert "unexpected error: the moon is full" in capsys.readouterr().err


@pytest.mark.usefixtures("files")
def test_an_interrupt_is_code_130(capsys, monkeypatch):
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_check", interrupted)
    assert main(["check", "good.csv", "-c", "codebook.yaml"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.skipif(os.name == "nt", reason="no pipes that break in this way")
def test_a_reader_that_leaves_is_no_reason_to_complain(files):
    code = (
        "import subprocess, sys\n"
        "one = subprocess.Popen([sys.executable, '-m', 'survey_analysis', 'check', 'bad.csv',"
        " '-c', 'codebook.yaml'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "one.stdout.close()\n"
        "said = one.stderr.read().decode()\n"
        "one.wait()\n"
        "assert 'Error' not in said and 'Traceback' not in said, said\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=files, env=environment())


def test_consoles_without_cyrillic_are_survived(files):
    env = environment() | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "survey_analysis", "check", "bad.csv", "-c", "codebook.yaml",
         "--lang", "ru"],
        capture_output=True, cwd=files, env=env, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert any("а" <= letter <= "я" for letter in done.stdout.decode("utf-8"))


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, silent in ((Terminal(), False), (io.StringIO(), True)):
        monkeypatch.setattr(sys, "stderr", stream)
        with cli._progress(2) as step:
            step("reading")
            step("pictures")
        assert (stream.getvalue() == "") == silent
        assert silent or "reading" in stream.getvalue()


@pytest.mark.parametrize("args", [["--help"], ["report", "--help"], ["check", "-h"], ["--version"]])
def test_help_and_version_import_nothing_heavy(args):
    code = (
        "import sys\n"
        "from survey_analysis.cli import main\n"
        "try:\n"
        f"    main({args!r})\n"
        "except SystemExit as left:\n"
        "    assert left.code == 0\n"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'scipy', 'pyarrow', 'jinja2', 'yaml', 'tqdm'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, encoding="utf-8", env=environment(), check=True,
    )  # fmt: skip
    assert done.stdout.startswith(("usage: survey-analysis", "survey-analysis "))


def test_help_shows_examples_and_exit_codes():
    done = run("report", "--help")
    assert "--by age,education,region" in done.stdout
    assert "exit codes: 0 done" in done.stdout
