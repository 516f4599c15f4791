"""The web's edge: this request's services, guards, problems, headers, assets."""

from callcenter.web.guards import (
    Guard,
    current_associate,
    guard_requests,
    key_of,
    sign_in,
    sign_out,
)
from callcenter.web.request import body, services, text_field

__all__ = [
    "Guard",
    "body",
    "current_associate",
    "guard_requests",
    "key_of",
    "services",
    "sign_in",
    "sign_out",
    "text_field",
]
