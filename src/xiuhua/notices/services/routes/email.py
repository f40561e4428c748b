"""E-mail by SMTP."""

from __future__ import annotations

import smtplib
import socket
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from xiuhua.notices.models import Route
from xiuhua.notices.rules.providers.calls import UNREACHED, Message, Receipt
from xiuhua.notices.services.keeping import secret_opened
from xiuhua.notices.services.posting import TIMEOUT_S, CallFailed, address_judged
from xiuhua.notices.terms import OutgoingFault


class _Judged(smtplib.SMTP):
    """Connects to the very address that was judged, so that the name cannot lead elsewhere meanwhile."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((address_judged(host=host, port=port), port), timeout)


class _JudgedTls(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((address_judged(host=host, port=port), port), timeout)
        return self.context.wrap_socket(line, server_hostname=host)


class Email:
    """A mail server that takes our messages. A message tried again has the same Message-ID."""

    def __init__(self, route: Route) -> None:
        self._settings = route.settings
        self._secret = secret_opened(route.secret)

    def send(self, message: Message, *, at: datetime) -> Receipt:
        """Hand a message to the server."""
        mail = self._mail(message, at)
        try:
            with self._server() as server:
                if self._settings.get("security") == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self._settings.get("username"):
                    server.login(self._settings["username"], self._secret)
                refused = server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as fault:
            code = next((str(code) for code, _said in fault.recipients.values()), "")
            temporary = code.startswith("4")
            return Receipt(
                fault=OutgoingFault.BUSY if temporary else OutgoingFault.RECIPIENT, code=code, again=temporary
            )
        except smtplib.SMTPAuthenticationError as fault:
            return Receipt(fault=OutgoingFault.CREDENTIALS, code=str(fault.smtp_code))
        except smtplib.SMTPResponseException as fault:
            temporary = 400 <= fault.smtp_code < 500
            return Receipt(
                fault=OutgoingFault.BUSY if temporary else OutgoingFault.ANSWER, code=str(fault.smtp_code),
                again=temporary,
            )  # fmt: skip
        except CallFailed as failed:
            return Receipt(fault=OutgoingFault.ANSWER) if failed.refused else UNREACHED
        except (OSError, smtplib.SMTPException, ValueError):
            return UNREACHED
        return (
            Receipt(ref=mail["Message-ID"], code="250")
            if not refused
            else Receipt(fault=OutgoingFault.RECIPIENT)
        )

    def find(self, message: Message, *, sent_at: datetime, at: datetime) -> Receipt | None:  # noqa: ARG002
        """Know nothing: mail has no place to ask. The receiving server may drop a known Message-ID."""
        return None

    def _server(self) -> smtplib.SMTP:
        host, port = self._settings["host"], int(self._settings["port"])
        if self._settings.get("security") == "tls":
            return _JudgedTls(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        return _Judged(host, port, timeout=TIMEOUT_S)

    def _mail(self, message: Message, at: datetime) -> EmailMessage:
        sender = self._settings["sender"]
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, message.address
        mail["Subject"] = " ".join(message.title.split())
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{message.uuid}@{sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply answers it
        mail.set_content(f"{message.text}\n\n{message.url}\n" if message.url else f"{message.text}\n")
        return mail
