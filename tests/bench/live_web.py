"""The product's website for the bench: one address asks for everybody, so limits are lifted.

They are lifted, not left out: each is counted, as in a house that is asked by many.
"""

from dataclasses import replace

from callcenter.contacts import guards
from wsgi import create_app

_LISTS = ("PER_ADDRESS", "PER_NETWORK", "PER_SITE", "PER_NUMBER", "PER_PREFIX", "IN_ALL")
for _name in _LISTS:
    _lifted = tuple(replace(budget, limit=10**9) for budget in getattr(guards, _name))
    setattr(guards, _name, _lifted)
app = create_app()
