"""Provenance: what a number was computed from, so that somebody else can compute it again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGES = ("survey-analysis", "numpy", "pandas", "scipy", "pyarrow")
FROM_SOURCE = "from source"
"""The version of a package that runs without being installed, such as a checked-out tree."""


def installed_versions() -> dict[str, str]:
    """Versions of Python and of the packages that numbers depend on."""
    return {"python": platform.python_version()} | {name: version_of(name) for name in PACKAGES}


def version_of(package: str) -> str:
    """The installed version of a package, or `FROM_SOURCE`."""
    try:
        return version(package)
    except PackageNotFoundError:
        return FROM_SOURCE


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Fingerprints of the export and the codebook, versions, options.

    Attributes
    ----------
    export : name of the file, without its folder; "DataFrame" for a frame.
    export_sha256, codebook_sha256 : SHA-256 of their bytes.
    codebook : id of the codebook.
    encoding, separator : how the export was read; "" where it has no meaning.
    n_respondents : rows of the export.
    options : arguments of the call that made the result.
    weighting : arguments of the call that made the weights; empty without one.
    versions : Python and packages.
    """

    export: str = ""
    export_sha256: str = ""
    codebook: str = ""
    codebook_sha256: str = ""
    encoding: str = ""
    separator: str = ""
    n_respondents: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    weighting: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=installed_versions)

    def with_options(self, **options: Any) -> Provenance:
        """The same provenance for a call with these arguments."""
        return replace(self, options=options)

    def as_dict(self) -> dict[str, Any]:
        """A plain dict that JSON can hold."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        mappings = {name: dict(plain[name]) for name in ("options", "weighting", "versions")}
        return plain | mappings
