"""What an editor can do about a finding: one sentence in the imperative, from a table by problem."""

from __future__ import annotations

from ..types import Finding

_ADVICE: dict[str, str] = {
    "missing": "Add {expected}, or leave the sentence out.",
    "added": "Strike {target}, unless the German says it in other words.",
    "changed": "Write {expected} in place of {target}.",
    "swapped": "Put the two back where the German has them.",
    "format": "Write {expected}.",
    "converted": "Check the conversion, or give the German unit.",
    "rounded": "Write {expected} if it has to be exact.",
    "clock12": "Check that it is the right half of the day.",
    "zone": "Say which time zone is meant.",
    "ambiguous": "Decide which day is meant, and write the month as a word.",
    "garbled": "Write the name as the German has it: {source}.",
    "translated": "Write the name as the German has it: {source}.",
    "untranslated": "Use the English name: {expected}.",
    "inconsistent": "Choose one spelling and keep to it.",
    "glossary": "Write {expected}, as the desk's glossary has it.",
    "reversed": "Turn it round: the German says the opposite.",
    "lost": "Put back what the German says: {source}.",
    "failed": "Translate the sentence anew from the German.",
    "more": "Translate the sentence anew: so much is wrong with it that not all of it is listed.",
    "unknown": "Replace {target} by what the German means.",
    "text.untranslated": "Put {target} into English.",
    "unsupported": "Strike what the German does not say.",
}
"""By the second half of a check's id (:data:`pipeline.types.PROBLEMS`), or by all of it."""
_WITHOUT: dict[str, str] = {
    "missing": "Add what the German has, or leave the sentence out.",
    "added": "Strike what the German does not say.",
    "changed": "Correct it after the German.",
    "format": "Correct it after the German.",
    "rounded": "Check it against the German.",
    "untranslated": "Use the English name.",
    "unknown": "Replace the word by what the German means.",
    "garbled": "Write the name as the German has it.",
    "translated": "Write the name as the German has it.",
    "glossary": "Write it as the desk's glossary has it.",
    "lost": "Put back what the German says.",
}
"""The same where the finding does not have the words that the sentence above needs."""
_OTHERWISE = "Read the sentence against the German."
_MOST = 2
"""Expected forms named, at most."""


def advice(finding: Finding) -> str:
    """What to do about a finding."""
    problem = finding.check.rpartition(".")[2]
    words = {
        "source": _quoted(finding.source.text) if finding.source else "",
        "target": _quoted(finding.target.text) if finding.target else "",
        "expected": " or ".join(_quoted(form) for form in finding.expected[:_MOST]),
    }
    sentence = _ADVICE.get(finding.check) or _ADVICE.get(problem, _OTHERWISE)
    if problem == "missing" and not words["expected"]:
        words["expected"] = words["source"] and f"{words['source']} in English"
    if any(f"{{{name}}}" in sentence and not value for name, value in words.items()):
        return _WITHOUT.get(problem, _OTHERWISE)
    return sentence.format(**words)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""
