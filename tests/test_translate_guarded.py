"""The guarded translator over a decoder whose answers are written down: what is retried, joined, said."""

from collections.abc import Callable, Sequence

from pipeline.translate.base import EngineIdentity
from pipeline.translate.decoding import (
    Decoding,
    batches,
    by_length,
    by_length_class,
    length_class,
    max_new_tokens,
    min_new_tokens,
    retries,
)
from pipeline.translate.guarded import GuardedTranslator, distinct
from pipeline.types import Hypothesis

BASE = Decoding(beams=4, hypotheses=2, length_factor=2.5)
Answer = Callable[[str, Decoding], list[Hypothesis]]


class ScriptedDecoder:
    """Tokens are characters; the answer to a text is a function of the text and the search settings."""

    def __init__(self, answer: Answer, positions: int = 60) -> None:
        self.answer = answer
        self.max_source_tokens = positions
        self.max_target_tokens = positions
        self.calls: list[tuple[list[str], Decoding]] = []

    def encode(self, text: str) -> list[int]:
        return [ord(c) for c in text]

    def decode(self, batch: Sequence[list[int]], decoding: Decoding) -> list[list[Hypothesis]]:
        texts = ["".join(map(chr, ids)) for ids in batch]
        self.calls.append((texts, decoding))
        return [self.answer(text, decoding) for text in texts]


def translator(answer: Answer, positions: int = 60) -> tuple[GuardedTranslator, ScriptedDecoder]:
    decoder = ScriptedDecoder(answer, positions)
    return GuardedTranslator(lambda: decoder, EngineIdentity("m", "r", "scripted", {}, {}, False), BASE), decoder


def upper(text: str, decoding: Decoding) -> list[Hypothesis]:
    return [Hypothesis(text.upper(), -0.5), Hypothesis(text.title(), -0.7)]


def test_good_sentences_are_decoded_once_and_unremarked() -> None:
    engine, decoder = translator(upper)
    results = engine.translate(["eins zwei", "drei vier"])
    assert [r.text for r in results] == ["EINS ZWEI", "DREI VIER"]
    assert [(r.notes, r.failure) for r in results] == [((), None), ((), None)]
    assert len(decoder.calls) == 1
    assert [h.text for h in results[0].hypotheses] == ["EINS ZWEI", "Eins Zwei"]


def test_input_is_normalised_and_equal_sentences_are_decoded_once() -> None:
    engine, decoder = translator(upper)
    results = engine.translate(["Haus\u00adhalt „da“", "Haushalt \u00a0„da“"])
    assert decoder.calls[0][0] == ['Haushalt "da"']
    assert results[0] == results[1]


def test_nothing_to_translate_is_kept_and_said_without_asking_the_model() -> None:
    engine, decoder = translator(upper)
    stars, empty = engine.translate(["* * *", ""])
    assert stars.text == "* * *"
    assert empty.text == ""
    assert "no letter, no digit" in stars.notes[0]
    assert decoder.calls == []


def test_a_sound_lower_candidate_takes_the_place_of_a_loop() -> None:
    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("so so so so so so", -0.1), Hypothesis("it is well", -0.4)]

    engine, decoder = translator(answer)
    (result,) = engine.translate(["es ist gut"])
    assert result.text == "it is well"
    assert result.failure is None
    assert "lower-ranked candidate" in result.notes[0]
    assert len(decoder.calls) == 1


def test_a_loop_is_retried_with_other_settings() -> None:
    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("it is well" if decoding.no_repeat_ngram else "so so so so so so", -0.2)]

    engine, decoder = translator(answer)
    (result,) = engine.translate(["es ist gut"])
    assert (result.text, result.failure) == ("it is well", None)
    assert result.notes == ("The sentence was translated again with other search settings.",)
    assert [decoding.no_repeat_ngram for _, decoding in decoder.calls] == [0, 4]


def test_silence_is_retried_with_a_least_length() -> None:
    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("it is well now" if decoding.min_length_factor else "", -0.2)]

    engine, _ = translator(answer)
    (result,) = engine.translate(["es ist jetzt gut"])
    assert (result.text, result.failure) == ("it is well now", None)


def test_what_stays_bad_is_a_failure_with_its_reason_and_keeps_the_text() -> None:
    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("so so so so so so", -0.2)]

    engine, decoder = translator(answer)
    (result,) = engine.translate(["es ist gut"])
    assert result.failure == 'loop: "so" occurs 6 times in a row.'
    assert result.text == "so so so so so so"
    assert len(decoder.calls) == 3


def test_a_decoder_without_any_answer_is_silence_not_a_crash() -> None:
    engine, _ = translator(lambda text, decoding: [])
    (result,) = engine.translate(["es ist gut"])
    assert result.failure == "silence: The model returned nothing."
    assert result.text == ""


def test_shouted_headline_is_retried_in_lower_case() -> None:
    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("" if text.isupper() else "Storm over Bremen", -0.2)]

    engine, _ = translator(answer)
    (result,) = engine.translate(["STURM TOBT IN BREMEN"])
    assert (result.text, result.failure) == ("Storm over Bremen", None)
    assert result.notes == ("The sentence was translated with its capitals lowered.",)


def test_last_resort_is_clause_by_clause() -> None:
    source = "eins zwei drei vier fünf sechs, sieben acht neun zehn elf"

    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("so so so so so so" if text == source else text.upper(), -0.2)]

    engine, _ = translator(answer)
    (result,) = engine.translate([source])
    assert (result.text, result.failure) == (source.upper(), None)
    assert result.notes == ("The sentence was translated clause by clause.",)


def test_sentence_beyond_the_positions_is_cut_translated_apart_and_joined() -> None:
    source = "eins zwei drei vier fünf; sechs sieben acht neun zehn; elf zwölf dreizehn"
    engine, decoder = translator(upper, positions=30)
    (result,) = engine.translate([source])
    assert result.text == source.upper()
    assert result.failure is None
    assert "cut at clause marks into 3 pieces" in result.notes[0]
    assert decoder.calls[0][0] == ["eins zwei drei vier fünf;", "sechs sieben acht neun zehn;", "elf zwölf dreizehn"]
    assert len(result.hypotheses) == 4, "the best, and each piece's second once"
    assert result.hypotheses[0].score == -0.5


def test_failure_of_one_piece_is_the_sentences_failure() -> None:
    def answer(text: str, decoding: Decoding) -> list[Hypothesis]:
        return [Hypothesis("so so so so so so" if "sechs" in text else text.upper(), -0.2)]

    engine, _ = translator(answer, positions=30)
    (result,) = engine.translate(["eins zwei drei vier fünf; sechs sieben acht neun zehn"])
    assert result.failure == 'loop: "so" occurs 6 times in a row.'
    assert result.text.startswith("EINS ZWEI")


def test_alternatives_widen_the_search_and_keep_the_order_of_the_sentences() -> None:
    engine, decoder = translator(upper, positions=20)
    found = engine.alternatives(["eins", "a b c d e f g h i j k l m n", "zwei"], beams=9, hypotheses=9)
    assert [[h.text for h in candidates] for candidates in found] == [["EINS", "Eins"], [], ["ZWEI", "Zwei"]]
    assert decoder.calls[0][1].beams == 9


def test_distinct_keeps_the_best_score_of_equal_texts() -> None:
    found = distinct([Hypothesis("b", -0.5), Hypothesis("a", -0.3), Hypothesis("b", -0.2), Hypothesis("c", -0.3)])
    assert found == (Hypothesis("b", -0.2), Hypothesis("a", -0.3), Hypothesis("c", -0.3))


def test_output_limit_depends_on_the_length_class_alone() -> None:
    assert [length_class(n, 511) for n in (1, 16, 17, 200, 300)] == [16, 16, 32, 256, 511]
    assert max_new_tokens(16, 2.5, 511) == 52
    assert max_new_tokens(256, 2.5, 511) == 511
    assert min_new_tokens(16, 0.5) == 0
    assert min_new_tokens(64, 0.5) == 16


def test_inputs_are_grouped_longest_first_with_ties_by_position() -> None:
    assert by_length_class([5, 40, 5, 20, 41], 511) == [(64, [4, 1]), (32, [3]), (16, [0, 2])]
    assert by_length([5, 40, 5, 20]) == [(40, [1]), (20, [3]), (5, [0, 2])]
    assert list(batches([0, 1, 2, 3], [10, 8, 8, 2], 20)) == [[0, 1], [2, 3]]
    assert list(batches([0, 1], [50, 3], 20)) == [[0], [1]]
    assert list(batches([], [], 20)) == []


def test_every_problem_has_two_other_ways_of_searching() -> None:
    for problem in ("silence", "loop", "length", "copy"):
        ways = retries(BASE, problem)  # type: ignore[arg-type]
        assert len(ways) == 2
        assert len({BASE, *ways}) == 3


def test_weights_are_loaded_with_the_first_sentence_and_once() -> None:
    opened: list[int] = []

    def open_decoder() -> ScriptedDecoder:
        opened.append(1)
        return ScriptedDecoder(upper)

    engine = GuardedTranslator(open_decoder, EngineIdentity("m", "r", "scripted", {}, {}, False), BASE)
    assert engine.identity.model == "m"
    assert opened == []
    engine.translate(["eins"])
    engine.translate(["zwei"])
    assert opened == [1]
