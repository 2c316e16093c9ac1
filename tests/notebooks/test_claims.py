"""What each claim's notebook measured goes the way that the talk says, by a wide margin.

The figures are those that the notebook's conclusions were computed from.
"""

import re
from typing import Any

import pytest

from tests.notebooks.conftest import Runs
from tests.notebooks.stored import CLAIMS, LANGUAGES


def concluded(runs: Runs, name: str, language: str = "ko") -> dict[str, Any]:
    """Return all the figures that a notebook's conclusions go with."""
    found: dict[str, Any] = {}
    for output in outputs(runs, name, language):
        found |= output.metadata.get("figures", {})
    return found


def outputs(runs: Runs, name: str, language: str) -> list[Any]:
    """Return what the cells of a notebook show."""
    code = [cell for cell in runs.of(name, language).cells if cell.cell_type == "code"]
    return [output for cell in code for output in cell.outputs if output.output_type == "display_data"]


def said(runs: Runs, name: str, figure: str, language: str) -> str:
    """Return the conclusion that this figure goes with."""
    [sentence] = [
        output.data["text/plain"]
        for output in outputs(runs, name, language)
        if figure in output.metadata.get("figures", {})
    ]
    return str(sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CLAIMS)
def test_it_draws_and_says_on_what_it_was_measured(name: str, language: str, runs: Runs) -> None:
    shown = outputs(runs, name, language)
    printed = [
        output.text
        for cell in runs.of(name, language).cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream"
    ]

    assert [output for output in shown if "<picture>" in output.data.get("text/html", "")]
    assert [text for text in printed if "Python 3." in text]


@pytest.mark.parametrize("name", CLAIMS)
def test_both_languages_draw_conclusions_from_the_same_figures(name: str, runs: Runs) -> None:
    assert concluded(runs, name, "ko").keys() == concluded(runs, name, "en").keys()
    sentences = [
        [
            output.data["text/plain"]
            for output in outputs(runs, name, language)
            if "figures" in output.metadata
        ]
        for language in LANGUAGES
    ]
    assert len(sentences[0]) == len(sentences[1])
    # A sentence without a figure was written beforehand.
    assert [
        sentence for sentence in sentences[0] + sentences[1] if not any(sign.isdigit() for sign in sentence)
    ] == []


def test_sessions_break_behind_two_servers_and_tokens_do_not(runs: Runs) -> None:
    found = concluded(runs, "sessions_and_tokens")

    shares = found["answered"]
    assert [shares[workers]["token"] for workers in ("1", "2", "4")] == [1, 1, 1]
    assert shares["1"]["session"] == 1
    assert shares["2"]["session"] < 0.75
    assert shares["4"]["session"] < 0.5
    assert found["per_second"]["4"]["token"]["good"] > 1.5 * found["per_second"]["4"]["session"]["good"]
    assert found["gain"]["session"] < 0.8


@pytest.mark.parametrize(
    ("language", "verdict"), [("ko", "토큰."), ("en", "the token.")], ids=["Korean", "English"]
)
def test_only_tokens_are_called_unharmed(language: str, verdict: str, runs: Runs) -> None:
    sentence = said(runs, "sessions_and_tokens", "answered", language)

    assert sentence.rpartition(": ")[2] == verdict


def test_sessions_cost_memory_and_tokens_cost_time(runs: Runs) -> None:
    found = concluded(runs, "sessions_and_tokens")

    assert found["bytes_per_user"]["session"] > 100
    assert found["bytes_per_user"]["token"] < 0.3 * found["bytes_per_user"]["session"]
    assert found["traced_bytes_per_session"] > 100
    assert found["check_ratio"] > 10
    assert found["share_of_request"] < 0.5


def test_a_token_is_readable_by_anyone_and_changeable_by_none(runs: Runs) -> None:
    found = concluded(runs, "what_a_token_reveals")

    assert found["readable"] == found["claims"] > 0
    assert {part: count["checked"] for part, count in found["counts"].items()} == {
        "header": 0,
        "payload": 0,
        "signature": 0,
    }
    assert found["total"]["checked"] == 0 < found["total"]["tried"]
    # Without the check much of it would have been believed: so it is the check that refuses.
    assert found["total"]["unchecked"] > 0.1 * found["total"]["tried"]
    assert found["spellings"] == found["same_contents"]
    assert found["genuine_read"] is True


def test_a_careful_reader_is_fooled_by_no_attack_and_a_careless_one_by_most(runs: Runs) -> None:
    found = concluded(runs, "what_a_token_reveals")

    assert found["fooled"]["careful"] == 0
    assert found["fooled"]["careless"] >= found["attacks"] / 2


def test_a_word_is_guessed_and_a_key_of_32_bytes_is_not(runs: Runs) -> None:
    found = concluded(runs, "what_a_token_reveals")

    assert found["found"] == "book"
    assert found["guesses_per_second"] > 10_000
    assert found["within_a_day"]["letters"] >= 8
    assert found["within_a_day"]["random bytes"] < 12
    assert found["years_for_32_bytes"] > 1e40


def test_an_orm_saves_lines_and_costs_statements_and_time(runs: Runs) -> None:
    found = concluded(runs, "sql_and_orm")

    assert found["lines"]["ORM"] < found["lines"]["by hand"]
    assert found["lines_together"]["ORM"] < found["lines_together"]["by hand"]
    assert found["sql_statements"]["ORM"] == 0 < found["sql_statements"]["by hand"]
    assert found["sql_values"]["ORM"] == 0 < found["sql_values"]["by hand"]
    assert found["same_answers"] is True
    sent = found["statements_sent"]
    assert sent["by hand"] < sent["ORM"] < 2 * sent["by hand"]


def test_objects_cost_more_than_rows(runs: Runs, mariadb: str) -> None:
    del mariadb  # On the practice server the server itself takes most of the time.
    ratios = concluded(runs, "sql_and_orm")["time_ratios"]

    assert ratios["write"]["objects"]["1000"] > 1.3
    assert ratios["read"]["objects"]["1000"] > 1.1
    columns, objects = (
        ratios["write"][way]["1000"] + ratios["read"][way]["1000"] for way in ("columns", "objects")
    )
    assert columns < objects


def test_lazy_loading_asks_once_more_for_each_user(runs: Runs) -> None:
    found = concluded(runs, "sql_and_orm")

    counts = found["n_plus_one"]
    assert counts["lazyload"] == {users: int(users) + 1 for users in counts["lazyload"]}
    assert set(counts["selectinload"].values()) == {2}
    assert set(counts["joinedload"].values()) == {1}
    assert found["lazy_time_ratio"] > 2


def test_the_same_models_run_on_both_databases_but_for_the_edges(runs: Runs) -> None:
    found = concluded(runs, "sql_and_orm")

    assert found["same_rows"] is True
    assert 1 <= len(found["different"]) < len(found["edges"])


def test_placeholders_stop_what_formatting_lets_in(runs: Runs) -> None:
    found = concluded(runs, "placeholders")

    assert found["wrong"]["placeholders"] == []
    assert len(found["wrong"]["formatting"]) >= 3
    for figure in ("as_typed", "finds_it", "as_typed_names"):
        assert found[figure]["placeholders"] == 1
    for figure in ("errors", "altered", "finds_others"):
        assert found[figure]["placeholders"] == 0
    assert found["as_typed"]["formatting"] < 0.6
    assert found["as_typed_names"]["formatting"] < 0.1
    assert found["finds_others"]["formatting"] > 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_way_is_said_with_its_own_figures(language: str, runs: Runs) -> None:
    shares = concluded(runs, "placeholders", language)["as_typed"]
    [title] = [
        output.data["text/plain"]
        for output in outputs(runs, "placeholders", language)
        if "<picture>" in output.data.get("text/html", "")
    ]

    for text in (title, said(runs, "placeholders", "as_typed", language)):
        assert re.findall(r"\d+%", text)[:2] == [
            f"{shares[way]:.0%}" for way in ("formatting", "placeholders")
        ]


def test_placeholders_cost_about_as_much_as_formatting(runs: Runs) -> None:
    assert 0.5 < concluded(runs, "placeholders")["time_ratio"] < 2


def test_a_book_that_grows_stays_quick_but_for_its_balances(runs: Runs) -> None:
    found = concluded(runs, "the_book_grows")

    assert found["same_answers"] == found["answers"] > 0
    assert 8 < found["factor"] < 10
    for what in ("list", "month", "year", "new entry"):
        assert found["growth"][what]["account book"] < 2, what
    # Balances are sums of the whole book, so they do grow.
    assert found["growth"]["accounts"]["account book"] > 1.8


def test_balances_are_called_slower_and_lists_are_not(runs: Runs) -> None:
    quick, _, slow = said(runs, "the_book_grows", "growth", "en").partition("and more for")

    assert "list" in quick
    assert "balances" in slow.partition(". ")[0]


def test_the_account_book_is_at_most_a_few_times_as_slow_as_a_bare_server(runs: Runs) -> None:
    beside = concluded(runs, "the_book_grows")["beside_bare"]

    assert {what: ratios for what, ratios in beside.items() if max(ratios.values()) > 6} == {}


def test_an_entry_takes_some_hundred_bytes_and_no_memory(runs: Runs) -> None:
    found = concluded(runs, "the_book_grows")

    assert 500 < found["bytes_per_entry"] < 1200
    assert 0.3 < found["history_share"] < 0.7
    assert found["memory_growth"] < 1.5


def test_the_tour_imports_each_line_once_and_reports_what_it_imported(runs: Runs) -> None:
    found = concluded(runs, "tour_of_the_api")

    assert list(found["added"].values()) == [28, 0, 15, 5]
    assert found["twins"] == 3
    assert found["in_table"] == found["in_report"]


def test_the_tour_writes_once_takes_back_and_hands_out_less(runs: Runs) -> None:
    found = concluded(runs, "tour_of_the_api")

    assert (found["sent"], found["written"], found["same_answer"], found["other_status"]) == (2, 1, True, 422)
    before, after, taken_back = found["amounts"]
    assert before == taken_back != after
    assert found["stale_status"] == 412
    assert list(found["statuses"].values()) == [200, 403, 403, 401]
