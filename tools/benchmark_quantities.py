"""How fast the grammars and the comparison are on this machine, and which long hostile line is slowest.

python -m tools.benchmark_quantities
"""

from __future__ import annotations

import time

from pipeline.quantities import compare, extract
from pipeline.types import Lang

_PAIRS = (
    ("Am 17. Juni 2024 kamen rund 42.000 Menschen, 7,3 Prozent mehr als im Vorjahr.",
     "On June 17, 2024, around 42,000 people came, 7.3 percent more than the year before."),
    ("Der Rat beschloss den Umbau für 6,5 Millionen Euro mit 31 zu 12 Stimmen.",
     "The council approved the €6.5 million conversion by 31 votes to 12."),
    ("Die Feuerwehr rückte aus, konnte aber nichts mehr retten.",
     "The fire brigade turned out, but could no longer save anything."),
    ("Um 20.15 Uhr trafen sich die drei Parteien zum zweiten Mal in dieser Woche.",
     "At 8:15 p.m. the three parties met for the second time this week."),
)  # fmt: skip
_HOSTILE = (
    "1.", "1.234,5-6:7/8", "a-1-", "einundzwanzig", "zwei ", "one hundred and ", "8. bis 13. Oktober ", "1, 2, 3, ",
    "5 % ", "€5 ", "0: 1 ", "0711 ", "10.58 Uhr ", "XIV ", "a@a.", "1/2 ", "272, 000, ",
)  # fmt: skip
_LENGTH = 10_000
_ROUNDS = 2_500


def main() -> None:
    """Print microseconds a pair and the slowest hostile lines of 10,000 characters (processor time, best of three)."""
    for source, target in _PAIRS:
        compare(source, target)
    begin = time.process_time()
    for _ in range(_ROUNDS):
        for source, target in _PAIRS:
            compare(source, target)
    each = (time.process_time() - begin) / (_ROUNDS * len(_PAIRS))
    print(f"compare: {each * 1e6:.0f} microseconds a pair, {1 / each:.0f} pairs a second on one core")
    languages: tuple[Lang, ...] = ("de", "en")
    times = []
    for lang in languages:
        for seed in _HOSTILE:
            line = (seed * (_LENGTH // len(seed) + 1))[:_LENGTH]
            times.append((min(_timed(line, lang) for _ in range(3)), lang, seed))
    for seconds, lang, seed in sorted(times, reverse=True)[:8]:
        print(f"extract: {seconds * 1000:5.1f} ms for {_LENGTH} characters of {seed!r} ({lang})")


def _timed(line: str, lang: Lang) -> float:
    begin = time.process_time()
    extract(line, lang)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
