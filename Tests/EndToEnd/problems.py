"""Errors as programs get them."""


def assert_problem(answer, status):
    """The shape of RFC 9457, as api.md has it."""
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("/problems/")
    assert problem["title"] and problem["detail"] and problem["instance"]
    assert not problem["detail"].startswith("problem_"), problem["detail"]
    assert not problem["title"].startswith("problem_"), problem["title"]
    for error in problem.get("errors", []):
        assert error["pointer"].startswith("#/")
        assert error["detail"] and not error["detail"].startswith("field_"), error
    return problem
