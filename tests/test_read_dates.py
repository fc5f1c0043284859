"""Dates of publication in the forms German sites print."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import day_or_month_first, find_date, from_epoch, is_date_only, parse_published


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("23.10.2024", "2024-10-23"),
        ("3. 5. 2024", "2024-05-03"),
        ("17.11.2024 16:03", "2024-11-17T16:03"),
        ("17.11.24, 16.03 Uhr", "2024-11-17T16:03"),
        ("22. Oktober 2024, 10.58 Uhr", "2024-10-22T10:58"),
        ("Di., 12.03.2024 – 8:05 Uhr", "2024-03-12T08:05"),
        ("Veröffentlicht am 3. Mai 2023 um 7:15 Uhr", "2023-05-03T07:15"),
        ("Stand: 1. Jänner 2024", "2024-01-01"),
        ("5. März 2024", "2024-03-05"),
        ("5. Mrz. 2024", "2024-03-05"),
        ("18. Sept. 2021", "2021-09-18"),
        ("2024-10-22", "2024-10-22"),
        ("2024-10-22T10:58:00+02:00", "2024-10-22T10:58:00+02:00"),
        ("2024-10-22T10:58Z", "2024-10-22T10:58+00:00"),
        ("2024-10-22 10:58", "2024-10-22T10:58"),
        ("am 31.02.2024 gemeldet, am 01.03.2024 gedruckt", "2024-03-01"),
        ("22. Oktober", ""),
        ("30.000 Menschen, 10.58 Uhr", ""),
        ("31.02.2024", ""),
        ("Version 1.2.3", ""),
        ("Telefon 0711.22.1999.4", ""),
        ("", ""),
    ],
)
def test_dates_are_found(text: str, iso: str) -> None:
    assert find_date(text) == iso


def test_feeds_write_dates_as_mail_does() -> None:
    assert parse_published("Tue, 22 Oct 2024 10:58:00 +0200") == "2024-10-22T10:58:00+02:00"
    assert parse_published("gestern") == ""


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("20231130", "2023-11-30"),
        ("20231130T081500Z", "2023-11-30T08:15:00+00:00"),
        ("20231130081500", "2023-11-30T08:15:00"),
        ("2023/11/30", "2023-11-30"),
        ("Nov 30, 2023", "2023-11-30"),
        ("Thursday, November 30th, 2023", "2023-11-30"),
        ("30 November 2023", "2023-11-30"),
        ("30-Nov-2023", "2023-11-30"),
        ("November 30, 2023 08:15", "2023-11-30T08:15"),
        ("November 30, 2023 at 8:15 p.m.", "2023-11-30"),
        ("11/30/2023", "2023-11-30"),
        ("30/11/2023 08:15", "2023-11-30"),
        ("1701332100", "2023-11-30T08:15:00+00:00"),
        ("1701332100.25", "2023-11-30T08:15:00+00:00"),
        ("1701332100000", "2023-11-30T08:15:00+00:00"),
        ("1701332100000000", "2023-11-30T08:15:00+00:00"),
        ("Thu, 30 Nov 23 08:15:00 GMT", "2023-11-30T08:15:00+00:00"),
        (" 2023-11-30\n", "2023-11-30"),
        ("30.11.87", "1987-11-30"),
    ],
)
def test_a_field_may_have_a_foreign_form(value: str, iso: str) -> None:
    assert parse_published(value) == iso


@pytest.mark.parametrize(
    "value",
    [
        "11/10/2023",  # 11 October or 10 November
        "2023",
        "2023-11",
        "20231345",
        "2023-11-30T08:15:00+99:99",
        "2023-11-30T08:15:00+15:00",
        "Thu, 30 Nov 2023 08:15:00 +9900",
        "0000-00-00 00:00:00",
        "Nov 31, 2023",
        "45260",  # a spreadsheet's count of days
        "9" * 5000,
        "November " * 5000,
    ],
)
def test_a_field_that_is_no_date_stays_empty(value: str) -> None:
    assert parse_published(value) == ""


def test_an_ambiguous_field_says_which_days_it_may_be() -> None:
    assert day_or_month_first("11/10/2023 09:00") == {"2023-10-11", "2023-11-10"}
    assert day_or_month_first("30/11/2023") == {"2023-11-30"}
    assert day_or_month_first("30.11.2023") == frozenset()


@pytest.mark.parametrize(
    ("text", "iso"),
    [("9. Auguſt 1923", "1923-08-09"), ("2. Maı 2024", "2024-05-02"), ("7. O\u212at. 2024", "2024-10-07")],
)
def test_letters_that_only_look_alike_end_nothing(text: str, iso: str) -> None:
    assert find_date(text) == iso


@given(st.text(max_size=60) | st.text("0123456789.:-+/ TZMaiOktNov,", max_size=40))
def test_no_field_raises(value: str) -> None:
    read = parse_published(value)
    assert not read or datetime.datetime.fromisoformat(read).year >= 1900


@pytest.mark.parametrize("text", ["23.10.2024", "17.11.2024 16:03", "22. Oktober 2024, 10.58 Uhr"])
def test_a_date_alone(text: str) -> None:
    assert is_date_only(text)


def test_a_sentence_with_a_date_is_not_a_date() -> None:
    assert not is_date_only("Am 23.10.2024 tagte der Rat.")


@given(st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_day_is_read_back(day: datetime.date) -> None:
    months = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ]
    assert find_date(f"{day.day}.{day.month}.{day.year}") == day.isoformat()
    assert find_date(f"{day.day:02}.{day.month:02}.{day.year}") == day.isoformat()
    assert find_date(f"am {day.day}. {months[day.month - 1]} {day.year} in Ulm") == day.isoformat()


@given(st.text(alphabet="0123456789.:- TJanuarUhr,", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(parse_published(text), str)


@pytest.mark.parametrize(
    ("seconds", "iso"),
    [
        (1_700_000_000, "2023-11-14T22:13:20+00:00"),
        (1_700_000_000_123, "2023-11-14T22:13:20+00:00"),
        (1_700_000_000.5, "2023-11-14T22:13:20+00:00"),
        (2024, ""),
        (-1, ""),
        (10**400, ""),
    ],
)
def test_seconds_since_1970(seconds: float, iso: str) -> None:
    assert from_epoch(seconds) == iso
