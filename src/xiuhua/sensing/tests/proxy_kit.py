"""A way to the database that a test can cut, as if PostgreSQL were stopped or lost between two words."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

from xiuhua.sensing.tests.gateway_kit import HOST, port_free


class Way:
    """Hands on what comes by TCP to the database, while it is open.

    Args:
        url: of the database.
    """

    def __init__(self, url: str) -> None:
        self._told = conninfo_to_dict(url)
        self._port = port_free()
        self._server: socket.socket | None = None
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._deaf_after: tuple[bytes, ...] = ()
        self.is_cut = True
        self.open()

    @property
    def url(self) -> str:
        """The database by this way."""
        user, password = str(self._told["user"]), str(self._told.get("password") or "")
        who = f"{quote(user)}:{quote(password)}"
        return f"postgresql://{who}@{HOST}:{self._port}/{self._told['dbname']}"

    def open(self) -> None:
        """Let connections through."""
        self._server = socket.create_server((HOST, self._port))
        self.is_cut = False
        threading.Thread(target=self._serve, args=(self._server,), daemon=True).start()

    def cut(self) -> None:
        """Break every connection off, and let none through."""
        self._closed()
        for pair in self._pairs:
            for one in pair:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()
        self.is_cut = True

    def cut_after(self, *words: bytes) -> None:
        """Let words through, one after another on one connection, and cut before the last is answered."""
        self._deaf_after = words

    def _closed(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()

    def _serve(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = server.accept()
                there = self._there()
                self._pairs.append((here, there))
                threading.Thread(target=self._hand_on, args=(here, there), daemon=True).start()
                threading.Thread(target=self._hand_back, args=(there, here), daemon=True).start()

    def _there(self) -> socket.socket:
        host, port = str(self._told.get("host") or HOST), int(str(self._told.get("port") or 5432))
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        found = socket.socket(socket.AF_UNIX)
        found.connect(f"{host}/.s.PGSQL.{port}")
        return found

    def _hand_on(self, here: socket.socket, there: socket.socket) -> None:
        heard = 0
        with suppress(OSError):
            while came := here.recv(65_536):
                words = self._deaf_after
                while heard < len(words) and words[heard] in came:
                    heard += 1
                if words and heard == len(words):
                    self._deaf_after = ()
                    self._closed()
                    with suppress(OSError):
                        here.shutdown(socket.SHUT_RDWR)  # whoever asked hears nothing any more
                    there.sendall(came)
                    time.sleep(0.3)  # until it is done
                    self.cut()
                    return
                there.sendall(came)
        with suppress(OSError):
            there.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _hand_back(there: socket.socket, here: socket.socket) -> None:
        with suppress(OSError):
            while came := there.recv(65_536):
                here.sendall(came)
        with suppress(OSError):
            here.shutdown(socket.SHUT_RDWR)
