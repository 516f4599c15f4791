"""The carrier inside a test: no sockets, virtual time, telephones that do as they are told."""
