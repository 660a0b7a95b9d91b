"""One donation at a time, through UmaDB's conditional append.

Starts the server that the package `umadb` brings, in DIRECTORY, fills one fund with COUNT donations
in batches, and says "ready". For each line on standard input it then takes the decision on the
donation of that name and prints how many seconds that took: read what the rule needs (whether the
donation is new, the earmark of the fund, the clerk's role), decide, append on the condition that
none of it is new after the head of that read. The earmark's opening has a tag of its own, since by
the tags of earmark and fund that server walks every donation to them (2.7 s each at 100,000). The
server syncs before it answers. What the client costs, which is Python over gRPC, is in the figure.
"""

import pathlib
import socket
import subprocess
import sys
import time
import uuid

from umadb import AppendCondition, Client, Event, Query, QueryItem

ROLES = ["authority.granted", "authority.ended"]


def donation(name):
    tags = [f"donation:{name}", f"donor:D-{name}", "fund:K-0", "earmark:E-0", "area:nanshan"]
    return Event("donation.received", b'{"kind":"money","fen":10000}', tags, uuid.uuid4())


def donate(client, name):
    boundary = Query(
        items=[
            QueryItem(types=["donation.received"], tags=[f"donation:{name}"]),
            QueryItem(types=["earmark.opened"], tags=["opens:E-0/K-0"]),
            QueryItem(types=ROLES, tags=["authority:clerk.0"]),
        ]
    )
    read = client.read(query=boundary)
    seen = sorted(event.event.event_type for event in read)
    if seen != ["authority.granted", "earmark.opened"]:
        raise SystemExit(f"donation {name} is refused: {seen}")
    client.append([donation(name)], AppendCondition(boundary, read.head()))


def main(directory, count):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [pathlib.Path(sys.executable).parent / "umadb", "--listen", f"127.0.0.1:{port}",
         "--db-path", directory + "/"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise SystemExit("the server does not answer")
        client = Client(f"http://127.0.0.1:{port}")
        client.append([
            Event("earmark.opened", b"{}", ["earmark:E-0", "fund:K-0", "opens:E-0/K-0"], uuid.uuid4()),
            Event("authority.granted", b"{}", ["authority:clerk.0"], uuid.uuid4()),
        ])
        for start in range(0, count, 1000):
            end = min(start + 1000, count)
            client.append([donation(f"before-{number}") for number in range(start, end)])
        print("ready", flush=True)
        for line in sys.stdin:
            start = time.perf_counter()
            donate(client, line.strip())
            print(time.perf_counter() - start, flush=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
