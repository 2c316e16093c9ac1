"""Rules over the API: whose payee contains this belongs to that category, at every import."""

from typing import Any

import pytest

from tests.full_app.bookkeeping import change, preview, remove, statement
from tests.full_app.conftest import Household


def rule(home: Household, contains: str, category: str) -> Any:
    return home.post("rules", contains=contains, category_id=home.categories[category])


def suggested(home: Household, *rows: str) -> list[str | None]:
    """Return the categories that a preview of these rows names."""
    names = {id_: name for name, id_ in home.categories.items()}
    return [names.get(row["category_id"]) for row in preview(home, statement(*rows))["rows"]]


@pytest.mark.parametrize(
    ("contains", "payee"),
    [
        pytest.param("김밥", "김밥나라 성수점", id="part of the payee"),
        pytest.param("김밥나라", "김밥나라", id="all of it"),
        pytest.param("cafe", "CAFE Slow", id="capital letters in the payee"),
        pytest.param("CAFÉ", "café slow", id="capital letters in the rule"),
        pytest.param("café", "cafe\u0301", id="composed and decomposed"),
        pytest.param("gs25", "ＧＳ２５ 강남점", id="full width"),
        pytest.param("이마트  성수", "이마트 성수점", id="blanks in the rule"),
        pytest.param(" 이마트 성수 ", "이마트   성수점", id="blanks in the payee"),
        pytest.param("100%", "할인 100% 마트", id="a percent sign is a percent sign"),
        pytest.param("a_b", "a_b", id="an underscore too"),
        pytest.param("\u03aa\u0301", "\u03aa\u0301", id="what folds otherwise the second time"),
    ],
)
def test_a_payee_that_contains_the_rule_belongs_to_its_category(
    home: Household, contains: str, payee: str
) -> None:
    rule(home, contains, "외식")

    assert suggested(home, f"2026-01-15,{payee},1000,") == ["외식"]


@pytest.mark.parametrize(
    ("contains", "payee"),
    [
        pytest.param("김밥", "김 밥", id="a blank between"),
        pytest.param("a_b", "axb", id="an underscore is no joker"),
        pytest.param("100%", "1000", id="a percent sign neither"),
        pytest.param("김밥나라", "김밥", id="the payee is shorter"),
    ],
)
def test_a_payee_that_does_not_contain_it_belongs_nowhere(home: Household, contains: str, payee: str) -> None:
    rule(home, contains, "외식")

    assert suggested(home, f"2026-01-15,{payee},1000,") == [None]


@pytest.mark.parametrize("first", ["카페", "느린오후 카페"], ids=["short rule first", "long rule first"])
def test_the_longest_rule_wins(home: Household, first: str) -> None:
    for contains in (first, *({"카페", "느린오후 카페"} - {first})):
        rule(home, contains, "외식" if contains == "카페" else "문화·여가")

    assert suggested(home, "2026-01-15,느린오후 카페,1,", "2026-01-15,다른 카페,1,") == ["문화·여가", "외식"]


def test_a_rule_sorts_entries_of_its_categorys_kind_only(home: Household) -> None:
    rule(home, "바람 주식회사", "급여")
    rule(home, "바람", "외식")

    rows = ("2026-01-25,바람 주식회사,,3850000", "2026-01-26,바람 주식회사,5000,", "2026-01-27,바람,,5000")

    assert suggested(home, *rows) == ["급여", "외식", None]


def test_the_rules_of_an_archived_category_rest(home: Household) -> None:
    rule(home, "김밥나라", "외식")
    rule(home, "김밥", "식비")
    path = f"categories/{home.categories['외식']}"

    change(home, path, archived=True)
    resting = suggested(home, "2026-01-15,김밥나라,1000,")
    change(home, path, archived=False)

    assert (resting, suggested(home, "2026-01-15,김밥나라,1000,")) == (["식비"], ["외식"])


def test_a_preview_that_was_made_before_a_rule_shows_it_too(home: Household) -> None:
    found = preview(home, statement("2026-01-15,김밥나라,1000,"))
    rule(home, "김밥", "외식")

    (row,) = home.get(f"imports/{found['id']}")["rows"]

    assert row["category_id"] == home.categories["외식"]


def test_what_the_preview_suggests_is_what_a_commit_writes(home: Household) -> None:
    rule(home, "김밥", "외식")

    home.take(statement("2026-01-15,김밥나라,1000,", "2026-01-15,다른 가게,2000,"))

    found = {entry["payee"]: entry["category_id"] for entry in home.get("entries")["items"]}
    assert found == {"김밥나라": home.categories["외식"], "다른 가게": None}


def corrected(home: Household, rows: list[str], categories: dict[int, str | None]) -> Any:
    """Import rows with the categories of some lines put right by hand; return the rules that are offered."""
    found = preview(home, statement(*rows))
    chosen = [
        {"n": n, "category_id": name and home.categories[name]} for n, name in sorted(categories.items())
    ]
    return home.post(f"imports/{found['id']}/commit", categories=chosen)["rules"]


def test_a_correction_is_written_and_offered_as_a_rule(home: Household) -> None:
    offers = corrected(home, ["2026-01-15,김밥나라  성수점,1000,"], {2: "외식"})

    assert offers == [{"contains": "김밥나라 성수점", "category_id": home.categories["외식"]}]
    assert [entry["category_id"] for entry in home.get("entries")["items"]] == [home.categories["외식"]]
    assert home.get("rules")["items"] == []


def test_an_offer_that_is_kept_sorts_the_next_import_and_is_not_offered_again(home: Household) -> None:
    (offer,) = corrected(home, ["2026-01-15,김밥나라,1000,"], {2: "외식"})
    home.post("rules", **offer)

    assert suggested(home, "2026-02-15,김밥나라,2000,") == ["외식"]
    assert corrected(home, ["2026-02-15,김밥나라,2000,"], {}) == []


@pytest.mark.parametrize(
    ("categories", "offered"),
    [
        pytest.param({}, None, id="what a rule sorted"),
        pytest.param({2: "식비"}, None, id="a correction to what the rule says"),
        pytest.param({2: "외식"}, "외식", id="a correction of a rule"),
        pytest.param({2: None}, None, id="a category taken away"),
        pytest.param({2: "외식", 3: "교통", 4: "교통"}, "교통", id="what most lines have"),
    ],
)
def test_what_no_rule_says_yet_is_offered(
    home: Household, categories: dict[int, str | None], offered: str | None
) -> None:
    rule(home, "가게", "식비")
    rows = [f"2026-01-{day},가게 하나,1000," for day in (15, 16, 17)]

    offers = corrected(home, rows if len(categories) > 1 else rows[:1], categories)

    expected = [] if offered is None else [{"contains": "가게 하나", "category_id": home.categories[offered]}]
    assert offers == expected


def test_rows_without_a_payee_offer_nothing(home: Household) -> None:
    assert corrected(home, ["2026-01-15,,1000,"], {2: "외식"}) == []


@pytest.mark.parametrize(
    ("categories", "status"),
    [
        pytest.param({"n": 2, "category_id": "급여"}, 422, id="a category of the other kind"),
        pytest.param({"n": 2, "category_id": "nowhere"}, 404, id="no such category"),
    ],
)
def test_a_correction_must_make_sense(home: Household, categories: dict[str, Any], status: int) -> None:
    found = preview(home, statement("2026-01-15,김밥나라,1000,"))
    named = {**categories, "category_id": home.categories.get(categories["category_id"], 10**17)}

    response = home.ask("POST", f"imports/{found['id']}/commit", json={"categories": [named]})

    assert (response.status_code, home.get("entries")["items"]) == (status, [])


def test_a_rule_is_kept_folded_and_once(home: Household) -> None:
    kept = rule(home, "  ＧＳ２５   Café ", "식비")

    response = home.ask(
        "POST", "rules", json={"contains": "gs25 CAFÉ", "category_id": home.categories["외식"]}
    )

    assert kept["contains"] == "gs25 café"
    assert (response.status_code, list(response.get_json()["errors"])) == (409, ["contains"])


def test_a_rule_that_is_changed_or_gone_sorts_accordingly(home: Household) -> None:
    kept = rule(home, "김밥", "외식")

    change(home, f"rules/{kept['id']}", contains="국수", category_id=home.categories["식비"])
    changed = suggested(home, "2026-01-15,김밥나라,1000,", "2026-01-15,칼국수,1000,")
    remove(home, f"rules/{kept['id']}")

    assert (changed, suggested(home, "2026-01-15,칼국수,1000,")) == ([None, "식비"], [None])


def test_rules_sort_in_their_own_book_only(home: Household, stranger: Household) -> None:
    rule(stranger, "김밥", "외식")

    assert suggested(home, "2026-01-15,김밥나라,1000,") == [None]
