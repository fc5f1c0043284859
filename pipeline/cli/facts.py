"""``wortlaut facts``."""

from __future__ import annotations

from pathlib import Path

import click

from ..check import Checker
from ..codec import line
from ..names import Glossary
from ..render.text import one_line
from ..types import Lang
from .options import glossary_option, output
from .pairs import read_lines


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Language of the text.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@glossary_option
def facts(file: Path, lang: Lang, form: str, glossary: Path | None) -> None:
    """Show the numbers, dates, times and names found in a text.

    FILE is UTF-8 text, handled line by line ("-" reads standard input). Values in brackets mark evidence that a
    translation may leave out or add without harm.
    """
    checker = Checker(Glossary.load(glossary) if glossary else None)
    out = output()
    with read_lines(file) as lines:
        for index, text in enumerate(lines):
            found = checker.facts(text, lang)
            if form == "jsonl":
                out.write(line({"index": index, "text": text, "facts": found}))
                continue
            for fact in found:
                values = one_line(" | ".join(fact.values))
                shown = f"({values})" if fact.optional else values
                place = f"{index + 1}:{fact.span.start + 1}"
                out.write(f"{place:<9}{fact.kind:<11}{one_line(fact.span.text):<32} {shown}\n".encode())
    out.flush()
