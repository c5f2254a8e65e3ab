"""The tutorial on this machine: starts everything, says what to try, and stays until Ctrl-C."""

from __future__ import annotations

import signal
from pathlib import Path

from stage import CARRIERS, Stage, staged

CONSOLE = 8301

TRY = """
Look at it in a browser: http://127.0.0.1:{console}/ (log in with the token that is in {state}/token).
Ask as a user of each carrier would (these are resolvers of China Mobile, Telecom and Unicom; the fourth is on none):
  dig @127.0.0.1 -p 5300 gtm.example.com +short +subnet=221.130.33.52/32
  dig @127.0.0.1 -p 5300 gtm.example.com +short +subnet=202.96.128.86/32
  dig @127.0.0.1 -p 5300 gtm.example.com +short +subnet=123.123.123.123/32
  dig @127.0.0.1 -p 5300 gtm.example.com +short +subnet=8.8.8.8/32
See it line by line, and why:
  .venv/bin/trunkline probe gtm.example.com
  .venv/bin/trunkline explain www.example.com --from 221.130.33.52
Stop a carrier's server, and watch its users move; wake it, and they come back:
{stop}
Take the access domain out, and the zone's own record answers; bring it back:
  .venv/bin/trunkline disable gtm.example.com
  .venv/bin/trunkline enable gtm.example.com
Ctrl-C ends everything. State is in {state}; `make clean` removes it.
"""


def main() -> None:
    """Waits for Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with staged(Stage(Path(".trunkline"), console_port=CONSOLE)) as stage:
            pids = {carrier: server.pid for carrier, server in stage.servers.items()}
            stop = "\n".join(
                f"  kill -STOP {pid}; sleep 5; kill -CONT {pid}    # {carrier}, {CARRIERS[carrier]}"
                for carrier, pid in pids.items()
            )
            print(TRY.format(stop=stop, state=stage.state, console=CONSOLE), flush=True)
            if stage.node:
                stage.node.wait()
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
