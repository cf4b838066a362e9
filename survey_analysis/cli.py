"""The command line: report, check, demo.

What was asked for goes to stdout (a path, JSON, findings), talk and progress to stderr. Exit
codes: 0 done, warnings included; 1 unexpected; 2 usage or a missing file; 3 the content of the
export or the codebook is invalid; 4 a verification differs; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, cast

from survey_analysis.errors import (
    CodebookError,
    ExportError,
    OptionError,
    SurveyAnalysisError,
    UnknownNameError,
    ValidationError,
)

if TYPE_CHECKING:
    from survey_analysis.findings import ValidationReport

PROGRAM = "survey-analysis"
DONE, UNEXPECTED, USAGE, INVALID = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141
SEPARATORS = {"tab": "\t", "\\t": "\t"}

EXAMPLES = """\
examples:
  survey-analysis demo sample
  survey-analysis check sample/responses.csv --codebook sample/codebook.yaml
  survey-analysis report sample/responses.csv --codebook sample/codebook.yaml \\
      --by age,education,region --out report.html
  survey-analysis report answers.csv --codebook codebook.yaml --lang ru --out report.html
  survey-analysis report answers.csv --codebook codebook.yaml --margins census.csv --trim 5

exit codes: 0 done (warnings included), 1 unexpected, 2 usage or a missing file,
3 the export or the codebook is invalid, 4 a verification differs
"""

Step = Callable[[str], None]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    argv : arguments without the program's name; None takes those of the process.

    Returns
    -------
    The exit code. `--help`, `--version` and wrong usage leave by `SystemExit`, as argparse does.
    """
    _speak_utf8()
    given = list(sys.argv[1:] if argv is None else argv)
    args = _parser().parse_args(given)
    args.command_line = shlex.join([PROGRAM, *given])
    try:
        code = int(args.run(args))
        sys.stdout.flush()
    except KeyboardInterrupt:
        _tell("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
        return BROKEN_PIPE
    except Exception as error:  # the last line of defence: a sentence instead of a traceback
        return _explain(error, args)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="From a questionnaire export and a codebook to a report one can defend.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_report(verbs)
    _add_check(verbs)
    _add_demo(verbs)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, *_: object) -> NoReturn:
        from survey_analysis.present.provenance import version_of

        print(f"{PROGRAM} {version_of(PROGRAM)}")
        raise SystemExit(DONE)


def _add_report(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "report", "write the HTML report", _report)
    _add_inputs(verb)
    verb.add_argument(
        "--by",
        metavar="A,B",
        help="groupings, separated by commas; silent: all of the codebook; '' for none",
    )
    verb.add_argument(
        "--out", "-o", metavar="FILE", default="report.html", help="default: report.html"
    )
    verb.add_argument(
        "--confidence",
        type=float,
        default=0.95,
        metavar="SHARE",
        help="level of the intervals, a share; default: 0.95",
    )
    verb.add_argument(
        "--margins",
        metavar="FILE",
        help="known shares to weight to (CSV: variable,level,proportion; or YAML)",
    )
    verb.add_argument(
        "--trim",
        type=float,
        metavar="TIMES",
        help="with --margins: no weight above so many mean weights, such as 5",
    )
    verb.add_argument("--json", action="store_true", help="print what was written as JSON")


def _add_check(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "check", "list everything that is wrong with an export", _check)
    _add_inputs(verb)
    verb.add_argument("--json", action="store_true", help="print the findings as JSON")


def _add_demo(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _verb(verbs, "demo", "write a synthetic survey to try things with", _demo)
    verb.add_argument("directory", metavar="DIR", help="folder, made if there is none")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    what: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:] + ".",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.set_defaults(run=run, json=False, lang=None)
    verb.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return verb


def _add_inputs(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("export", metavar="EXPORT", help="answers: CSV, TSV, other text or Parquet")
    verb.add_argument("--codebook", "-c", metavar="FILE", required=True, help="codebook (YAML)")
    verb.add_argument("--encoding", metavar="NAME", help="such as utf-8 or cp1251; silent: found")
    verb.add_argument(
        "--separator", metavar="CHAR", help="one of , ; | tab; silent: found by the header"
    )
    verb.add_argument("--lang", choices=("en", "ru"), help="language; silent: that of the codebook")


def _report(args: argparse.Namespace) -> int:
    from survey_analysis.ingest.load import load_survey
    from survey_analysis.ingest.weight import weight
    from survey_analysis.report.pages import STEPS, write_report

    if args.trim is not None and args.margins is None:
        raise OptionError("--trim goes with --margins FILE.")
    with _progress(len(STEPS) + 1) as step:
        step("reading")
        survey = load_survey(
            args.export, args.codebook, encoding=args.encoding, separator=_separator(args)
        )
        if args.margins is not None:
            survey = weight(survey, args.margins, trim=args.trim)
        path = write_report(
            survey,
            args.out,
            by=None if args.by is None else _names(args.by),
            lang=args.lang,
            confidence=args.confidence,
            command=args.command_line,
            progress=step,
        )
    size = path.stat().st_size
    _tell(f"read   {survey.n_respondents} respondents, {len(survey.codebook.items)} items")
    _tell(f"found  {survey.validation.summary()}")
    _tell(f"wrote  {path} ({size / 1024:.0f} KB)")
    if args.json:
        made = {
            "report": str(path),
            "bytes": size,
            "validation": json.loads(survey.validation.to_json(args.lang or "en")),
            "provenance": survey.provenance.as_dict(),
        }
        print(json.dumps(made, ensure_ascii=False, indent=2, default=str))
    else:
        print(path)
    return DONE


def _check(args: argparse.Namespace) -> int:
    from survey_analysis.ingest.load import check_export

    found = check_export(
        args.export, args.codebook, encoding=args.encoding, separator=_separator(args)
    )
    lang = args.lang or "en"
    print(found.to_json(lang) if args.json else found.to_text(lang))
    _tell(f"found  {found.summary()}")
    return DONE if found.ok else INVALID


def _demo(args: argparse.Namespace) -> int:
    from survey_analysis.demo import write_demo

    for path in write_demo(args.directory):
        print(path)
    _tell("The sample is synthetic. Try it:")
    folder = shlex.quote(str(args.directory))
    _tell(f"  {PROGRAM} report {folder}/responses.csv --codebook {folder}/codebook.yaml")
    return DONE


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _separator(args: argparse.Namespace) -> str | None:
    separator: str | None = args.separator
    return SEPARATORS.get(separator, separator) if separator is not None else None


def _explain(error: Exception, args: argparse.Namespace) -> int:
    """Say on stderr what went wrong and what to do, and choose the exit code."""
    if args.debug:
        traceback.print_exc()
    if isinstance(error, ValidationError):
        report = cast("ValidationReport", error.report)
        lang = args.lang or "en"
        if args.json:
            print(report.to_json(lang))
        _tell(report.to_text(lang))
        return INVALID
    if isinstance(error, CodebookError):
        if args.json:
            problems = {"source": args.codebook, "ok": False, "problems": list(error.problems)}
            print(json.dumps(problems, ensure_ascii=False, indent=2))
        _tell(str(error))
        return INVALID
    if isinstance(error, (ExportError, OptionError, UnknownNameError)):
        _tell(f"{PROGRAM}: {error}")
        return USAGE
    if isinstance(error, (FileNotFoundError, IsADirectoryError, PermissionError)):
        _tell(f"{PROGRAM}: {error.strerror}: {error.filename!r}")
        return USAGE
    kind = "" if isinstance(error, SurveyAnalysisError) else f"{type(error).__name__}: "
    first = str(error).strip().split("\n")[0]
    _tell(
        f"{PROGRAM}: unexpected error: {kind}{first}. Run again with --debug for the traceback, "
        "and report it with the version and the command, without respondents' data."
    )
    return UNEXPECTED


@contextmanager
def _progress(steps: int) -> Iterator[Step]:
    """A function that shows what is being done now, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=steps, file=sys.stderr, leave=False, bar_format="{desc:<28}{bar:20}") as bar:

        def step(what: str) -> None:
            bar.set_description_str(what)
            bar.update()

        yield step


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console says, and never fail on a letter it lacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _close_stdout() -> None:
    """Let nobody write to a pipe that is gone, not even the interpreter on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
