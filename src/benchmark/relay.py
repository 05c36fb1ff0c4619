#!/usr/bin/env python3
"""A long way to a server: passes bytes on later, and no more of them a second than a link carries.

    relay.py HOST PORT MILLISECONDS_EACH_WAY BYTES_PER_SECOND

Prints the port that it listens on. 0 bytes a second are no limit. All connections share the limit, each direction by
itself. A new connection waits for one round trip more, as the handshake of TCP does.
"""

import asyncio
import sys

CHUNK = 64 * 1024
WINDOW = 4 * 1024 * 1024  # bytes of a connection on their way


class Direction:
    """What all connections share in one direction."""

    def __init__(self, delay, bytes_per_second):
        self.delay = delay
        self.bytes_per_second = bytes_per_second
        self.free_at = 0.0

    def due(self, length, now):
        """When the last of some bytes arrives that are sent now."""
        if self.bytes_per_second:
            self.free_at = max(self.free_at, now) + length / self.bytes_per_second
            now = self.free_at
        return now + self.delay


class Pipe:
    """The bytes of one connection in one direction."""

    def __init__(self, direction, reader, writer):
        self.direction, self.reader, self.writer = direction, reader, writer
        self.on_their_way = asyncio.Queue()
        self.length = 0
        self.room = asyncio.Event()
        self.room.set()

    async def send(self):
        loop = asyncio.get_running_loop()
        try:
            while data := await self.reader.read(CHUNK):
                self.length += len(data)
                self.on_their_way.put_nowait((self.direction.due(len(data), loop.time()), data))
                if self.length >= WINDOW:
                    self.room.clear()
                    await self.room.wait()
        except ConnectionError:
            pass
        self.on_their_way.put_nowait((loop.time() + self.direction.delay, b""))

    async def arrive(self):
        loop = asyncio.get_running_loop()
        try:
            while True:
                due, data = await self.on_their_way.get()
                if due > loop.time():
                    await asyncio.sleep(due - loop.time())
                if not data:
                    break
                self.writer.write(data)
                await self.writer.drain()
                self.length -= len(data)
                if self.length < WINDOW:
                    self.room.set()
        except ConnectionError:
            pass
        self.room.set()
        self.writer.close()


async def main(host, port, milliseconds, bytes_per_second):
    there, back = (Direction(milliseconds / 1000, bytes_per_second) for _ in range(2))

    async def connected(reader, writer):
        await asyncio.sleep(2 * milliseconds / 1000)
        try:
            server_reader, server_writer = await asyncio.open_connection(host, port)
        except OSError:
            writer.close()
            return
        pipes = (Pipe(there, reader, server_writer), Pipe(back, server_reader, writer))
        await asyncio.gather(*(task for p in pipes for task in (p.send(), p.arrive())))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
    except KeyboardInterrupt:
        pass
