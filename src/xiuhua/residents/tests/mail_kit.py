"""A mailbox on this machine: the least of IMAP and SMTP that a client needs, after RFC 3501 and 5321."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from xiuhua.cases.tests.loop_kit import DISTRICT

BOX = "shimin@yunhe.example"
PASSWORD = "box-password"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A box as `mailbox.toml` has it."""

    address: str
    area: str
    user: str
    password: str
    imap_host: str
    smtp_host: str
    imap_port: int
    imap_tls: bool
    folder: str
    smtp_port: int
    smtp_tls: str
    smtp_login: bool


@dataclass
class Post:
    """What lies in the box, by UID, and what was sent from it."""

    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    out: list[bytes] = field(default_factory=list)
    imap_port: int = 0
    smtp_port: int = 0
    said: list[str] = field(default_factory=list)
    refuses: bool = False

    def put(self, mail: EmailMessage | bytes) -> int:
        """Lay a mail into the box and return its UID."""
        uid = max(self.mails, default=100) + 1
        self.mails[uid] = mail if isinstance(mail, bytes) else mail.as_bytes()
        return uid

    def mailbox(self) -> Mailbox:
        """Return the box as `mailbox.toml` has it."""
        return Mailbox(
            address=BOX, area=DISTRICT, user="shimin", password=PASSWORD, imap_host="127.0.0.1",
            smtp_host="127.0.0.1", imap_port=self.imap_port, imap_tls=False, folder="INBOX",
            smtp_port=self.smtp_port,
            smtp_tls="", smtp_login=False,
        )  # fmt: skip


def mail(
    *, text: str = "楼下烧烤油烟很大，每晚都这样。\n地点：滨河路 20 号", subject: str = "反映油烟扰民",
    sender: str = "王某 <wang@example.org>", message_id: str = "<m1@example.org>", html: str = "",
    pictures: tuple[bytes, ...] = (), **headers: str,
) -> EmailMessage:  # fmt: skip
    """Return a mail as a resident writes it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, BOX, subject
    if message_id:
        made["Message-ID"] = message_id
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if html:
        made.clear_content()
        made.set_content(html, subtype="html")
    for number, content in enumerate(pictures):
        made.add_attachment(content, maintype="image", subtype="jpeg", filename=f"现场{number}.jpg")
    return made


class _Imap(socketserver.StreamRequestHandler):
    """IMAP4rev1, as far as imaplib asks."""

    post: Post

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            self.post.said.append(line)
            tag, _gap, command = line.partition(" ")
            word = command.split(" ", 1)[0].upper()
            if word == "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            elif word == "LOGIN" and PASSWORD not in command:
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
                continue
            elif word == "SELECT":
                self._say(f"* {len(self.post.mails)} EXISTS")
                self._say(f"* OK [UIDVALIDITY {self.post.validity}] valid")
            elif word == "UID":
                self._uid(command.split(" ", 1)[1])
            elif word == "LOGOUT":
                self._say("* BYE")
                self._say(f"{tag} OK")
                return
            self._say(f"{tag} OK done")

    def _uid(self, command: str) -> None:
        word, _gap, rest = command.partition(" ")
        if word.upper() == "SEARCH":
            first = int(re.findall(r"(\d+):\*", rest)[0])
            last = max(self.post.mails, default=0)
            found = [uid for uid in self.post.mails if uid >= first or uid == last]  # n:* holds the last
            self._say("* SEARCH " + " ".join(map(str, found)))
            return
        uid = int(rest.split()[0])
        raw = self.post.mails[uid]
        if word.upper() == "STORE":
            self.post.seen.add(uid)
        elif "RFC822.SIZE" in rest:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
        else:
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")


class _Smtp(socketserver.StreamRequestHandler):
    """SMTP, as far as smtplib asks."""

    post: Post

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ", 1)[0].upper()
            if word == "DATA":
                self._say("354 go on")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.post.out.append(body)
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word == "MAIL" and self.post.refuses:
                self._say("451 not now")
            else:
                self._say("250 ok")


@contextmanager
def post_running() -> Iterator[Post]:
    """Listen on loopback for as long as the block runs."""
    post = Post()
    servers: list[Any] = []  # socketserver's own, of two kinds of handler
    try:
        for base, name in ((_Imap, "imap_port"), (_Smtp, "smtp_port")):
            handler = type(base.__name__, (base,), {"post": post})
            server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            setattr(post, name, server.server_address[1])
            servers.append(server)
        yield post
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
