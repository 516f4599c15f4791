"""What every tour test begins with: Ada and Diaz on the phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Stack
from tests.browser.tour.stage import Database, TourStage


@pytest.fixture
def database(stack: Stack) -> Database:
    return Database(stack.database)


@pytest.fixture
def stage(
    stack: Stack, ada: Page, phone: Page, shopper: Page, database: Database
) -> Iterator[TourStage]:
    database.forget_budgets()
    made = TourStage(stack, ada, phone, shopper)
    made.connected()
    yield made
    made.ends()
