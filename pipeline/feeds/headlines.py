"""Headlines first: the titles of new items, translated and checked before their bodies are begun.

They are listed so that people can choose what to read. The headline of the brief that follows may be another: it is
made knowing the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..check import Checker
from ..clean import clean
from ..config import Config
from ..ledger.values import Headline
from ..run.examine import Examination
from ..split import split
from ..summarise.headline import headline
from ..translate.base import Translator
from ..types import Article, Sentence


def in_english(wanted: Sequence[Headline], translator: Translator, checker: Checker, config: Config) -> list[Headline]:
    """The same with :attr:`Headline.english` and, where the check has something to say, :attr:`Headline.doubt`.

    A title that the model cannot translate soundly stays as it is, and the doubt says so.
    """
    articles = [clean(Article(one.item, "", title=one.title, language="de")) for one in wanted]
    sentences = [split(article) for article in articles]
    texts = list(dict.fromkeys(s.source for pieces in sentences for s in _proper(pieces)))
    translated = dict(zip(texts, translator.translate(texts), strict=True))
    settings = replace(config.repair, beams=0)  # no further searches: a list of headlines is to be there at once
    done = []
    for one, article, pieces in zip(wanted, articles, sentences, strict=True):
        house = config.glossary.mode == "apply"
        checked = Examination(article, pieces, translated, checker, settings, house=house).checked
        top = headline(article, checked, (), checker)
        serious = [f.message for s in checked for f in s.findings if f.severity != "note"]
        refused = [one.message for one in top.refused]
        english = top.text if top.language == "en" else ""
        doubt = next(iter([*refused, *serious]), "") or ("" if english else "There is no sound translation.")
        done.append(replace(one, english=english or one.title, doubt=doubt))
    return done


def _proper(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [s for s in sentences if s.removed_by is None]
