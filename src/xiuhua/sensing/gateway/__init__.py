"""Where devices in the street connect: one process, many protocols, one writer.

Bytes come in on a `Line`, which knows sockets and nothing else. Its `Talk` turns them into what is stored,
and into what goes back; it knows one protocol, no sockets and no database. The `Writer` stores what all lines
have brought and tells each line what is committed; only then a device is answered. The `Hub` keeps the
bounds.
"""
