"""Machinery under the nouns: database, jobs, web, logs."""
