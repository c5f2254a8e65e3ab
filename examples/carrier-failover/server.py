"""One carrier's server: says who it is over HTTP. `python server.py ADDRESS PORT NAME`; ends when its input does."""

from __future__ import annotations

import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """Says nothing when a health check has given up waiting: after a pause there are many of those."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main(address: str, port: str, name: str) -> None:
    """Serves until standard input ends, so that no server outlives whoever started it."""

    class Hello(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"{name}: {address}\n".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """One line for each health check would be noise."""

    threading.Thread(target=_end_with_input, daemon=True).start()
    Server((address, int(port)), Hello).serve_forever()


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
