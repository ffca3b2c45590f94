"""A mail server for tests that can refuse and go away."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class Fussy(EmailBackend):
    """Refuses the addresses it is told to refuse, and is not there when told so."""

    refused = ()
    away = False

    def send_messages(self, messages):
        if Fussy.away:
            raise ConnectionRefusedError("nobody there")
        for message in messages:
            if message.to[0] in Fussy.refused:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return super().send_messages(messages)
