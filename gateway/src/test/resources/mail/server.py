"""A real SMTP server (aiosmtpd) that prints each mail it takes as one line of JSON, and its port first.

server.py none|starttls|implicit CERTIFICATE KEY: asks for a login (igw, s3cret) and, with starttls, for TLS before it.
A recipient that begins with "refuse" gets 550; one that begins with "later" 451, the first time. It ends with its input.
"""

import asyncio
import email
import email.policy
import json
import os
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

mode, certificate, key = sys.argv[1:4]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
postponed = set()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refuse"):
            return "550 no such mailbox"
        if address.startswith("later") and address not in postponed:
            postponed.add(address)
            return "451 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        took = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": mail["subject"],
            "headers": [name.lower() for name in mail.keys()],
            "text": parts.get("text/plain"),
            "html": parts.get("text/html"),
            "tls": mode == "implicit" or session.ssl is not None,
            "login": bool(session.authenticated),
        }
        print(json.dumps(took), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, login):
    known = login.login == b"igw" and login.password == b"s3cret"
    return AuthResult(success=known, handled=False)


def connection():
    return SMTP(
        Handler(),
        authenticator=authenticate,
        auth_required=mode != "none",
        auth_require_tls=mode == "starttls",
        tls_context=context if mode == "starttls" else None,
        require_starttls=mode == "starttls",
    )


async def serve():
    server = await asyncio.get_running_loop().create_server(
        connection, "127.0.0.1", 0, ssl=context if mode == "implicit" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
asyncio.run(serve())
