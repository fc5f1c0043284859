"""Rules of a feed: which words are in a text, what is left out and why, what is noted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Config
from pipeline.errors import ConfigError
from pipeline.feeds.rules import Rules, as_json, configured, hits, judge, merged, read_rules, wants_page
from pipeline.feeds.words import folded, pattern, words_of
from pipeline.types import Article, Edition


def article(title: str = "", text: str = "", lead: str = "", language: str = "de", url: str = "") -> Article:
    return Article("a", text, title=title, lead=lead, language=language, url=url)


BUDGET = article(
    "Stadtrat beschließt Haushalt",
    "Die Bundestagswahl steht bevor. Der CDU-Politiker sagte: Angela Merkels Rede in Köln war lang.",
    lead="Grüne stimmen dagegen.",
)


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("haushalt", True),
        ("HAUSHALT", True),
        ("Haus", False),  # whole words
        ("Haus*", True),
        ("*halt", True),
        ("Wahl", False),
        ("*wahl", True),
        ("*tags*", True),
        ("CDU", True),  # a hyphen divides words
        ("CDU-Politiker", True),
        ("CDU Politiker", True),
        ("Politiker CDU", False),
        ("Merkel", True),  # a genitive
        ("Angela Merkel", True),
        ("Angela Rede", False),
        ("Koeln", True),
        ("KÖLN", True),
        ("Koln", False),
        ("beschliesst", True),
        ("BESCHLIESST", True),
        ("Grüne", True),  # the lead counts as text
        ("title:Haushalt", True),
        ("text:Haushalt", False),
        ("title:Merkel", False),
        ("text:Merkel", True),
        ("text:Grüne", True),
        ("Rede in Köln", True),
        ("Rede in K*", True),
        ("dagegen Die", True),
        ("Haushalt Grüne", False),  # not from the title into the text
    ],
)
def test_words(written: str, there: bool) -> None:
    assert pattern(written).occurs(words_of(BUDGET)) is there


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Der Bundes\u00adtag tagt", "Bundestag"),
        ("Der Bundes-\ntag tagt", "Bundestag"),
        ("Der Bundes\u200btag tagt", "Bundestag"),
        ("Müller und Mu\u0308ller", "Mueller"),
        ("Erdoğan kommt", "Erdogan"),
        ("Das Amt des Landes", "Land"),
        ("die ﬁnale Runde", "finale"),
        ("200.000 Euro", "200.000"),
    ],
)
def test_words_are_compared_as_they_are_read(text: str, written: str) -> None:
    assert pattern(written).occurs(words_of(article(text=text)))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "'': there is no word in it."),
        ("title:", "'title:': the words must follow title: at once."),
        ("text: Feuer", "'text: Feuer': the words must follow text: at once."),
        (" Title : Feuer", "' Title : Feuer': the words must follow Title: at once."),
        ("- !", "'- !': there is no word in it."),
        ("*", "'*': a * stands at the beginning or the end of a word, never alone."),
        ("ein * Wort", "'ein * Wort': a * stands at the beginning or the end of a word, never alone."),
        ("W*hl", "'W*hl': a * can stand at the beginning or the end of a word, not inside it."),
        ("titel:Wahl", "'titel:Wahl': there is no part 'titel'. Did you mean 'title:'?"),
        ("x" * 201, "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'... is too long: 201 characters, at most 200."),
    ],
)
def test_words_that_mean_nothing_are_refused(written: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        pattern(written)
    assert str(error.value) == message


@given(st.text(max_size=60), st.text(alphabet="ab ", max_size=60))
def test_a_word_of_a_text_is_found_in_it(before: str, after: str) -> None:
    text = f"{before} Rathaus {after}"
    if "rathaus" in folded(text).split():
        assert pattern("Rathaus").occurs(words_of(article(text=text)))
        assert pattern("*athau*").occurs(words_of(article(text=text)))


@given(st.lists(st.sampled_from(["wahl", "wahlen", "wahls", "kampf", "x"]), max_size=12))
def test_two_words_are_found_where_they_follow_each_other(words: list[str]) -> None:
    follows = any(a in ("wahl", "wahls") and b == "kampf" for a, b in pairwise(words))
    assert pattern("Wahl Kampf").occurs(words_of(article(text=" ".join(words)))) is follows


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (Rules(), ""),
        (Rules(drop=("Gewinnspiel", "Haushalt")), "'Haushalt' is dropped"),
        (Rules(keep=("Haushalt",)), ""),
        (Rules(keep=("Fußball",)), "has none of the words that are kept"),
        (Rules(keep=("Haushalt",), drop=("Grüne",)), "'Grüne' is dropped"),
        (Rules(section=("Politik",)), ""),
        (Rules(section=("Sport", "Kultur")), "section 'Politik/Inland', 'Wirtschaft und Geld': not one that is kept"),
        (Rules(drop_section=("Wirtschaft",)), "section 'Wirtschaft' is dropped"),
        (Rules(drop_section=("Inland Wirtschaft",)), ""),  # not from one section into the next
        (Rules(language=("de", "en")), ""),
        (Rules(language=("en", "fr")), "language de, not en or fr"),
        (Rules(watch=("Haushalt",)), ""),  # watching drops nothing
    ],
)
def test_what_is_left_out(rules: Rules, reason: str) -> None:
    assert judge(rules, BUDGET, Edition(sections=("Politik/Inland", "Wirtschaft und Geld"))) == reason


def test_an_item_without_sections_has_the_folders_of_its_address() -> None:
    item = article("Titel", "Text", url="https://www.example.org/sport/fussball/wahl-1.html")
    assert judge(Rules(section=("Fußball",)), item, Edition()) == ""
    assert judge(Rules(section=("Wahl",)), item, Edition()) == "section 'sport', 'fussball': not one that is kept"
    assert judge(Rules(section=("Politik",)), article("T", "x"), Edition()) == "section none: not one that is kept"
    assert judge(Rules(section=("Sport",)), item, Edition(sections=("Politik",))) != ""


def test_an_unknown_language_is_kept() -> None:
    assert judge(Rules(language=("de",)), article("Kurz", "Kurz", language=""), Edition()) == ""


def test_a_teaser_is_not_left_out_for_what_its_page_may_have() -> None:
    item = article("Stadtrat tagt", "Mehr dazu", url="https://example.org/a")
    teaser = Edition(teaser=True)
    assert judge(Rules(keep=("Haushalt",)), item, teaser) == ""
    assert judge(Rules(keep=("Haushalt",)), item, Edition()) != ""
    assert judge(Rules(keep=("title:Haushalt",)), item, teaser) != ""  # its title is whole
    assert judge(Rules(keep=("Haushalt",), page="never"), item, teaser) != ""
    assert judge(Rules(keep=("Haushalt",), drop=("Stadtrat",)), item, teaser) == "'Stadtrat' is dropped"


def test_watched_words_are_noted_as_written_and_once() -> None:
    rules = Rules(watch=("Merkel", "Fußball", "*wahl", "Merkel"))
    assert hits(rules, BUDGET) == ("Merkel", "*wahl")
    assert hits(Rules(), BUDGET) == ()


@pytest.mark.parametrize(
    ("page", "url", "teaser", "wanted"),
    [
        ("auto", "https://example.org/a", True, True),
        ("auto", "https://example.org/a", False, False),
        ("always", "https://example.org/a", False, True),
        ("never", "https://example.org/a", True, False),
        ("always", "", True, False),
        ("always", "javascript:alert(1)", True, False),
    ],
)
def test_which_pages_are_fetched(page: str, url: str, teaser: bool, wanted: bool) -> None:
    rules = read_rules({"page": page}, "x")
    assert wants_page(rules, article(url=url), Edition(teaser=teaser)) is wanted


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kepp": ["a"]}, "rules of feed 'heise': unknown key 'kepp'. Did you mean 'keep'?"),
        ({"keep": "Wahl"}, "rules of feed 'heise': 'keep' must be a list."),
        ({"keep": [1]}, "rules of feed 'heise': 'keep[0]' must be of type str, not int (1)."),
        ({"drop": ["*"]}, "rules of feed 'heise': 'drop': '*': a * stands at the beginning or the end of a word"),
        ({"section": ["title:Sport"]}, "'section' has 'title:Sport'; a section has neither title nor text."),
        ({"language": ["deu"]}, "'language' has 'deu'; a language is two letters"),
        ({"quality": "god"}, "'quality' is 'god'; valid: '', 'draft', 'standard', 'best'."),
        ({"summariser": "extractiv"}, "'summariser' has 'extractiv'. Did you mean 'extractive'?"),
        ({"outputs": ["brief.htm"]}, "'outputs' has 'brief.htm'. Did you mean 'brief.html'?"),
        ({"outputs": ["briefs.jsonl"]}, "'outputs' has 'briefs.jsonl'."),
        ({"outputs": ["none", "qa.html"]}, "'outputs' has 'none' and a file besides; one or the other."),
        ({"page": "sometimes"}, "'page' is 'sometimes'; valid: 'auto', 'always', 'never'."),
        ({"interval": -1}, "'interval' is -1; valid: 0 to 31622400."),
        ({"limit": True}, "'limit' must be of type int, not bool (True)."),
        ({"watch": ["Wort"] * 1001}, "'watch' has 1,001 entries; at most 1,000."),
    ],
)
def test_wrong_rules_say_what_is_wrong(data: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_rules(data, "heise")
    assert message in str(error.value)


def test_rules_survive_the_ledger() -> None:
    data = {
        "keep": ["Wahl*", "title:Eilmeldung"], "drop": ["Horoskop"], "section": ["Politik"], "watch": ["Merkel"],
        "summariser": "extractive", "quality": "best", "outputs": ["qa.html"], "page": "never", "interval": 60,
        "limit": 5, "urgent": True, "group": ["Politik", "Inland"], "language": ["de"], "drop_section": ["Sport"],
    }  # fmt: skip
    assert as_json(read_rules(data, "x")) == data
    assert as_json(Rules()) == {}
    assert read_rules({}, "x") == Rules()


def test_changed_rules_keep_the_others() -> None:
    rules = merged(Rules(keep=("a",), urgent=True), {"keep": [], "drop": ["b"]}, "x")
    assert rules == Rules(drop=("b",), urgent=True)
    with pytest.raises(ConfigError):
        merged(Rules(), {"drop": ["*"]}, "x")


def test_a_feeds_own_settings() -> None:
    config = configured(Config(), Rules(summariser="instruct", quality="draft", outputs=("qa.html",)))
    assert (config.summarise.summariser, config.translate.beams, config.translate.hypotheses) == ("instruct", 1, 1)
    assert config.feeds.outputs == ("qa.html",)
    assert configured(Config(), Rules(outputs=("none",))).feeds.outputs == ()
    assert configured(Config(), Rules()) == Config()
