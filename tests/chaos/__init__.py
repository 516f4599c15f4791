"""The real processes under load, killed, stopped and cut off; the carrier's ledger is the judge."""
