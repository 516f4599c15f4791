"""The short form of `-m tests.sandbox.fuzz`: no crash, no hang, the documented error."""

from collections import Counter

from tests.sandbox.fuzz import dice_of, documents, forms


def test_malformed_documents_end_in_a_documented_error_or_in_warnings() -> None:
    found = Counter(documents(dice_of(3), 1500))
    assert found.total() == 1500
    assert {"12100", "warned", "clean"} <= set(found)


def test_malformed_forms_are_refused_by_code() -> None:
    found = Counter(forms(dice_of(3), 3000))
    assert found.total() == 3000
    assert {"20001", "20404", "200", "201"} <= set(found)
