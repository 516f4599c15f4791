"""Each control that `scripts.kit.mutate` takes away stands where it says, with its test."""

import ast

import pytest

from scripts.kit.mutate import ROOT
from tests.house.controls import CONTROLS, Control


@pytest.mark.parametrize("control", CONTROLS, ids=[control.threat for control in CONTROLS])
def test_a_control_and_its_test_are_where_they_are_said_to_be(control: Control) -> None:
    assert control.control in (ROOT / control.path).read_text(encoding="utf-8")
    file, _, name = control.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    tests = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    assert name.rpartition("::")[2] in tests or not name
