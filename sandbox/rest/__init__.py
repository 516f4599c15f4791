"""The REST API of 2010-04-01 without a transport: requests in, answers out."""
