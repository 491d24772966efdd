"""Mail by a district's own server: one connection a batch, a Message-ID made from the delivery's id."""

import base64
import re
import smtplib
import ssl
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import urlsplit

from webapp.base.clock import CHINA
from webapp.message.channels import ChannelTrouble, Letter, Outcome
from webapp.message.day_files import DayFiles
from webapp.message.records import MessageChannel

TIMEOUT = 10
PORT = 587
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,60}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""Plain ones; nothing in it can begin another header."""
REFUSED_FOR_GOOD = 500


class MailChannel:
    """Sends by SMTP. What was accepted is noted at once in a file, so that a killed sender's mails are not sent again."""

    def __init__(self, row: MessageChannel, sent: DayFiles, base_url: str) -> None:
        self._row, self._sent = row, sent
        self._domain = urlsplit(base_url).hostname or "localhost"

    def known(self, letters: Sequence[Letter]) -> set[uuid.UUID]:
        """Letters that the server had accepted."""
        return self._sent.known((one.delivery_id, one.made_at) for one in letters)

    def send(self, letters: Sequence[Letter], now: datetime) -> Iterator[Outcome]:
        """Send one after the other; a refused one stops no other."""
        server = self._connect()
        try:
            for letter in letters:
                yield self._one(server, letter, now)
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host, _, port = self._row.address.partition(":")
        try:
            server = smtplib.SMTP(host, int(port or PORT), local_hostname=self._domain, timeout=TIMEOUT)
        except (OSError, smtplib.SMTPException) as wrong:
            raise ChannelTrouble(f"连不上邮件服务器（{type(wrong).__name__}）。") from None
        try:
            self._greet(server)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        try:
            if self._row.starttls:
                server.starttls(context=ssl.create_default_context())
            if self._row.secret:
                server.login(self._row.account, self._row.secret)
            server.ehlo_or_helo_if_needed()
        except smtplib.SMTPNotSupportedError:
            raise ChannelTrouble("邮件服务器不支持加密（STARTTLS）或不能登录，请改设置。") from None
        except smtplib.SMTPAuthenticationError:
            raise ChannelTrouble("邮件服务器不认这个账号或密码。") from None
        except ssl.SSLError:
            raise ChannelTrouble("邮件服务器的证书不对，没有把密码交出去。") from None
        except (OSError, smtplib.SMTPException) as wrong:
            raise ChannelTrouble(f"邮件服务器没有答好（{type(wrong).__name__}）。") from None

    def _one(self, server: smtplib.SMTP, letter: Letter, now: datetime) -> Outcome:
        try:
            server.sendmail(self._row.account, [letter.to], self._written(letter, now))
        except smtplib.SMTPRecipientsRefused as wrong:
            code = next(iter(wrong.recipients.values()))[0]
            return Outcome(letter.delivery_id, f"对方邮箱不收（{code}）。", code < REFUSED_FOR_GOOD)
        except smtplib.SMTPSenderRefused as wrong:
            raise ChannelTrouble(f"邮件服务器不让这个发件人发（{wrong.smtp_code}）。") from None
        except smtplib.SMTPDataError as wrong:
            return Outcome(
                letter.delivery_id, f"邮件被退回（{wrong.smtp_code}）。", wrong.smtp_code < REFUSED_FOR_GOOD
            )
        except (OSError, smtplib.SMTPException) as wrong:
            raise ChannelTrouble(f"邮件服务器断开了（{type(wrong).__name__}）。") from None
        self._sent.append([(letter.delivery_id, letter.made_at, str(letter.delivery_id))], safely=False)
        return Outcome(letter.delivery_id)

    def _written(self, letter: Letter, now: datetime) -> bytes:
        """The whole mail; words are encoded, so that no line of theirs can be taken for a header."""
        heads = (
            f"From: {self._row.account}", f"To: {letter.to}", f"Subject: {Header(letter.subject, 'utf-8').encode()}",
            f"Date: {format_datetime(now.astimezone(CHINA))}", f"Message-ID: <{letter.delivery_id}@{self._domain}>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64", "",
        )  # fmt: skip
        body = base64.encodebytes(letter.body.encode()).replace(b"\n", b"\r\n")
        return "\r\n".join(heads).encode("ascii") + b"\r\n" + body
