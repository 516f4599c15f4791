"""Requests of the carrier to the application: signed, timed, retried as its address asks."""
