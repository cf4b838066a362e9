"""Method: what was computed, in English, and in Russian where it is known."""

from __future__ import annotations


class Method(str):
    """A text in English that can be said in Russian as well.

    >>> method = Method("Means, unweighted.", ru="Средние, без весов.")
    >>> method, method.say("ru"), Method("Means.").say("ru")
    ('Means, unweighted.', 'Средние, без весов.', 'Means.')
    """

    __slots__ = ("ru",)
    ru: str

    def __new__(cls, en: str, *, ru: str = "") -> Method:
        """The text in English, with its Russian twin."""
        made = super().__new__(cls, en)
        made.ru = ru
        return made

    def say(self, lang: str) -> str:
        """The text in `lang`; English where there is no Russian, and for other languages."""
        return self.ru if lang == "ru" and self.ru else str(self)


def said(method: str, lang: str) -> str:
    """A method in a language; a plain text is what it is."""
    return method.say(lang) if isinstance(method, Method) else method
