"""What can go wrong, as a tree.

CallCenterError
├── NotFound            no such thing, or not yours to see (404)
├── NotAllowed          known, but may not (403)
├── Conflict            the state says no (409)
│   ├── IllegalTransition   our own bug or a second click
│   ├── SlotTaken           somebody was faster
│   └── OfferGone           expired, rescinded or taken
├── Invalid             the input says no, with the field (422)
├── TooMany             a budget is spent (429)
└── CarrierError        the carrier refused or did not answer (502); permanent or not
"""


class CallCenterError(Exception):
    status = 500
    title = "Something went wrong"

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class NotFound(CallCenterError):
    status = 404
    title = "Not found"


class NotAllowed(CallCenterError):
    status = 403
    title = "Not allowed"


class Conflict(CallCenterError):
    status = 409
    title = "Not possible now"


class IllegalTransition(Conflict):
    pass


class SlotTaken(Conflict):
    title = "This time was just taken"


class OfferGone(Conflict):
    title = "This offer is gone"


class Invalid(CallCenterError):
    status = 422
    title = "Please check your entry"


class TooMany(CallCenterError):
    status = 429
    title = "Too many requests"


class CarrierError(CallCenterError):
    status = 502
    title = "The telephone company did not take it"

    def __init__(self, detail: str, *, code: int = 0, permanent: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.permanent = permanent
