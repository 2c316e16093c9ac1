"""One test that tells a story of two users from beginning to end."""


def test_a_week_of_kim_and_lee(server):
    status, rent = server.post("/entries", {"day": "2026-02-28", "kind": "expense", "amount": 500_000})
    assert status == 201, "the first entry was not created"
    status, wages = server.post("/entries", {"day": "2026-03-01", "kind": "income", "amount": 2_000_000})
    assert status == 201
    for amount in (-1, 0, 1.5, None, "12,000"):
        assert server.post("/entries", {"day": "2026-03-02", "kind": "expense", "amount": amount}) == (
            422,
            None,
        )
    status, gift = server.post("/entries", {"day": "2026-02-28", "kind": "income", "amount": 1}, "lee")

    assert server.get("/balance")[1]["balance"] == 1_500_000
    assert [entry["id"] for entry in server.get("/entries?month=2026-02")[1]] == [rent["id"]]
    assert server.delete(f"/entries/{rent['id']}", user="lee")[0] == 404
    assert server.delete(f"/entries/{rent['id']}")[0] == 204
    assert server.get("/balance") == (200, {"balance": 2_000_000})
    assert server.get("/entries", "lee") == (200, [gift])
    assert server.delete("/entries/99") == (404, None)
