"""Resources as JSON: exactly the properties of Twilio's OpenAPI description."""

from typing import Any

from sandbox.calls.params import API_VERSION
from sandbox.config import Config

Json = dict[str, Any]


def root(config: Config) -> str:
    return f"/{API_VERSION}/Accounts/{config.account_sid}"


def folders(uri: str, *names: str) -> dict[str, str]:
    """Return addresses of sub-resources by their names in snake case."""
    return {
        "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_"): (
            f"{uri}/{name}.json"
        )
        for name in names
    }
