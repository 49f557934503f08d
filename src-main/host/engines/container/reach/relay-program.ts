/**
 * The relay: a second small program of ours in a container that may reach something. The container has no network; the relay listens on the
 * container's own loopback where the targets seem to be, answers look-ups of their names and of no others, and passes bytes to the host, over
 * its own input and output. It has no say in where they go: it can name a target of the plan by its place in the list, and nothing else.
 *
 * It reads: the list of targets; then frames. It says frames. A frame is a letter, the connection's number, a length and so many bytes:
 * S listening (with what went wrong) · O open · D data · E no more of it · G gone · R room for so many bytes more.
 */
export const RELAY_COMMAND: readonly string[] = ['/usr/bin/python3', '-I', '-S', '-c', relayProgram()];

function relayProgram(): string {
  return String.raw`
import os, selectors, socket, struct

WINDOW = 131072
MOST = 128

def read(count):
    parts = []
    while count:
        part = os.read(0, count)
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)

number = lambda: struct.unpack(">Q", read(8))[0]
text = lambda: read(number())

def say(kind, link, data=b""):
    data = struct.pack(">cII", kind, link, len(data)) + data
    while data:
        data = data[os.write(1, data):]

class Flow:
    def __init__(self, sock, peer=None):
        self.sock, self.peer = sock, peer
        self.out, self.credit = bytearray(), WINDOW
        self.heard_all = self.told_all = self.ending = False

def listen(address, port, kind):
    sock = socket.socket(socket.AF_INET, kind)
    if kind == socket.SOCK_STREAM:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    if kind == socket.SOCK_STREAM:
        sock.listen(MOST)
    sock.setblocking(False)
    return sock

def answer(names, query):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]])
        at += 1 + query[at]
    question = query[12:at + 5]
    wanted = struct.unpack(">H", query[at + 1:at + 3])[0]
    address = names.get(b".".join(labels).lower())
    found = [socket.inet_aton(address)] if address and wanted in (1, 255) else []
    head = query[:2] + struct.pack(">HHHHH", 0x8180 if address else 0x8183, 1, len(found), 0, 0)
    return head + question + b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + each for each in found)

class Relay:
    def __init__(self):
        self.select, self.flows, self.peers, self.last = selectors.DefaultSelector(), {}, {}, 0
        names, errors = {}, []
        for index in range(number()):
            name, address, port, kind = text(), text().decode(), number(), text()
            names[name.lower()] = address
            try:
                stream = kind == b"tcp"
                sock = listen(address, port, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM)
                self.select.register(sock, selectors.EVENT_READ, (self.accept if stream else self.hear, sock, index))
            except OSError as error:
                errors.append(b"port %d: %s" % (port, os.strerror(error.errno).encode()))
        try:
            sock = listen("127.0.0.1", 53, socket.SOCK_DGRAM)
            self.select.register(sock, selectors.EVENT_READ, (self.resolve, sock, names))
        except OSError as error:
            errors.append(b"names: " + os.strerror(error.errno).encode())
        self.waiting = b""
        self.select.register(0, selectors.EVENT_READ, (self.obey, None, None))
        say(b"S", 0, b"; ".join(errors))

    def run(self):
        while True:
            for key, events in self.select.select():
                action, first, second = key.data
                action(first, second) if action != self.move else action(first, second, events)

    def resolve(self, sock, names):
        try:
            query, peer = sock.recvfrom(600)
            sock.sendto(answer(names, query), peer)
        except (OSError, IndexError, struct.error):
            pass

    def add(self, flow, index):
        if len(self.flows) >= MOST:
            return None
        self.last += 1
        self.flows[self.last] = flow
        say(b"O", self.last, struct.pack(">H", index))
        return self.last

    def accept(self, sock, index):
        try:
            client = sock.accept()[0]
        except OSError:
            return
        client.setblocking(False)
        flow = Flow(client)
        link = self.add(flow, index)
        if link is None:
            self.reset(client)
        else:
            self.watch(link, flow)

    def hear(self, sock, index):
        try:
            data, peer = sock.recvfrom(65535)
        except OSError:
            return
        link = self.peers.get((index, peer))
        if link is None:
            link = self.add(Flow(sock, peer), index)
            if link is None:
                return
            self.peers[(index, peer)] = link
        say(b"D", link, data)

    def watch(self, link, flow):
        wish = (selectors.EVENT_READ if flow.credit and not flow.heard_all else 0) | (selectors.EVENT_WRITE if flow.out else 0)
        known = flow.sock in self.select.get_map()
        if known and wish:
            self.select.modify(flow.sock, wish, (self.move, link, flow))
        elif known:
            self.select.unregister(flow.sock)
        elif wish:
            self.select.register(flow.sock, wish, (self.move, link, flow))

    def move(self, link, flow, events):
        try:
            if events & selectors.EVENT_READ and flow.credit:
                data = flow.sock.recv(min(flow.credit, 65536))
                flow.credit -= len(data)
                flow.heard_all = not data
                say(b"D" if data else b"E", link, data)
            if flow.out:
                self.send(link, flow)
            self.settle(link, flow)
        except BlockingIOError:
            pass
        except OSError:
            self.drop(link, tell=True)

    def send(self, link, flow):
        try:
            sent = flow.sock.send(flow.out)
        except BlockingIOError:
            return
        del flow.out[:sent]
        say(b"R", link, struct.pack(">I", sent))

    def settle(self, link, flow):
        if flow.ending and not flow.out and not flow.told_all:
            flow.told_all = True
            flow.sock.shutdown(socket.SHUT_WR)
        if flow.heard_all and flow.told_all:
            self.drop(link, tell=False)
        else:
            self.watch(link, flow)

    def reset(self, sock):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()

    def drop(self, link, tell):
        flow = self.flows.pop(link, None)
        if flow is None:
            return
        if tell:
            say(b"G", link)
        if flow.peer is not None:
            self.peers = {key: each for key, each in self.peers.items() if each != link}
            return
        if flow.sock in self.select.get_map():
            self.select.unregister(flow.sock)
        self.reset(flow.sock) if not flow.told_all else flow.sock.close()

    def obey(self, *_):
        part = os.read(0, 65536)
        if not part:
            os._exit(0)
        data = self.waiting + part
        while len(data) >= 9:
            kind, link, length = struct.unpack(">cII", data[:9])
            if len(data) < 9 + length:
                break
            self.order(kind, link, data[9:9 + length])
            data = data[9 + length:]
        self.waiting = data

    def order(self, kind, link, data):
        flow = self.flows.get(link)
        if flow is None:
            return
        if kind == b"G":
            self.drop(link, tell=False)
        elif flow.peer is not None:
            try:
                flow.sock.sendto(data, flow.peer)
            except OSError:
                pass
        else:
            try:
                if kind == b"D":
                    flow.out += data
                    self.send(link, flow)
                elif kind == b"R":
                    flow.credit += struct.unpack(">I", data)[0]
                elif kind == b"E":
                    flow.ending = True
                self.settle(link, flow)
            except OSError:
                self.drop(link, tell=True)

Relay().run()
`;
}
