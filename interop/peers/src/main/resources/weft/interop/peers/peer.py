"""A stock Reticulum and LXMF node that a test drives.

Reads one JSON command a line on standard input and writes one JSON event a line on standard output. Uses nothing but the
public interface of the packages. Ends when its input ends.
"""

import argparse
import base64
import json
import os
import sys
import threading
import time

import LXMF
import RNS

METHODS = {
    "opportunistic": LXMF.LXMessage.OPPORTUNISTIC,
    "direct": LXMF.LXMessage.DIRECT,
}

write_lock = threading.Lock()


def tell(event, **members):
    line = json.dumps({"event": event, **members})
    with write_lock:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


class AnnounceWatch:
    aspect_filter = "lxmf.delivery"
    receive_path_responses = True

    def __init__(self, peer):
        self.peer = peer

    def received_announce(self, destination_hash, announced_identity, app_data):
        cost = LXMF.stamp_cost_from_app_data(app_data)
        self.await_cost(destination_hash, cost)
        tell(
            "announce",
            address=destination_hash.hex(),
            name=LXMF.display_name_from_app_data(app_data),
            stampCost=cost,
            hops=RNS.Transport.hops_to(destination_hash),
        )

    def await_cost(self, destination_hash, cost):
        """Every handler has a thread of its own: a test that writes on this event needs the router to know the cost."""
        end = time.monotonic() + 5
        while cost is not None and self.peer.router and time.monotonic() < end:
            if self.peer.router.get_outbound_stamp_cost(destination_hash) == cost:
                return
            time.sleep(0.01)


class Peer:
    def __init__(self, options):
        self.directory = options.directory
        self.reticulum = RNS.Reticulum(configdir=options.directory, loglevel=options.loglevel)
        self.router = None
        self.delivery = None
        self.links = []
        RNS.Transport.register_announce_handler(AnnounceWatch(self))
        if options.lxmf:
            storage = os.path.join(options.directory, "lxmf")
            os.makedirs(storage, exist_ok=True)
            limits = {} if options.delivery_limit is None else {"delivery_limit": options.delivery_limit}
            self.router = LXMF.LXMRouter(storagepath=storage, enforce_stamps=options.enforce_stamps, **limits)
            self.router.register_delivery_callback(self.received)
            self.delivery = self.router.register_delivery_identity(
                self.identity(), display_name=options.name, stamp_cost=options.stamp_cost
            )
        tell("ready", address=self.delivery.hash.hex() if self.delivery else None)

    def identity(self):
        path = os.path.join(self.directory, "identity")
        if os.path.exists(path):
            return RNS.Identity.from_file(path)
        identity = RNS.Identity()
        identity.to_file(path)
        return identity

    def received(self, message):
        tell(
            "received",
            hash=message.hash.hex(),
            source=message.source_hash.hex(),
            title=self.text(message.title),
            content=self.text(message.content),
            signature=bool(message.signature_validated),
            method=message.method,
            stampValid=message.stamp_valid,
            stampValue=message.stamp_value,
            fields=sorted(int(key) for key in message.fields) if message.fields else [],
            attachments=[
                [name if isinstance(name, str) else name.decode(), base64.b64encode(data).decode()]
                for name, data in (message.fields or {}).get(LXMF.FIELD_FILE_ATTACHMENTS, [])
            ],
            image=self.image(message.fields or {}),
        )

    @staticmethod
    def text(value):
        """LXMF hands on what the sender wrote, whatever its type is."""
        if isinstance(value, str):
            value = value.encode()
        return base64.b64encode(value if isinstance(value, bytes) else b"").decode()

    @staticmethod
    def image(fields):
        if LXMF.FIELD_IMAGE not in fields:
            return None
        kind, data = fields[LXMF.FIELD_IMAGE]
        return [kind if isinstance(kind, str) else kind.decode(), base64.b64encode(data).decode()]

    def handle(self, command):
        getattr(self, "do_" + command.pop("do"))(**command)

    def do_announce(self):
        self.router.announce(self.delivery.hash)

    def do_path(self, to):
        RNS.Transport.request_path(bytes.fromhex(to))

    def do_drop_path(self, to):
        tell("dropped", to=to, was=self.reticulum.drop_path(bytes.fromhex(to)))

    def do_hops(self, to):
        destination = bytes.fromhex(to)
        known = RNS.Transport.has_path(destination)
        tell("hops", to=to, hops=RNS.Transport.hops_to(destination) if known else None)

    def do_interfaces(self):
        tell("interfaces", online=sum(1 for interface in RNS.Transport.interfaces if interface.online))

    def do_send(self, ref, to, wait=20, **message):
        threading.Thread(target=self.send, args=(ref, bytes.fromhex(to), wait), kwargs=message, daemon=True).start()

    def send(self, ref, to, wait, content, title="", method="direct", attachments=(), image=None, ticket=False, maps=0):
        recipient = self.recall(to, wait)
        if recipient is None:
            tell("state", ref=ref, state="unknown")
            return
        destination = RNS.Destination(recipient, RNS.Destination.OUT, RNS.Destination.SINGLE, "lxmf", "delivery")
        fields = {}
        if attachments:
            fields[LXMF.FIELD_FILE_ATTACHMENTS] = [[name, base64.b64decode(data)] for name, data in attachments]
        if image:
            fields[LXMF.FIELD_IMAGE] = [image[0], base64.b64decode(image[1])]
        if maps:
            fields[200] = [{}] * maps
        message = LXMF.LXMessage(
            destination,
            self.delivery,
            base64.b64decode(content),
            base64.b64decode(title),
            fields=fields,
            desired_method=METHODS[method],
            include_ticket=ticket,
        )
        message.register_delivery_callback(lambda sent: tell("state", ref=ref, state="delivered", hash=sent.hash.hex()))
        message.register_failed_callback(lambda sent: tell("state", ref=ref, state=self.failure(sent)))
        self.router.handle_outbound(message)

    @staticmethod
    def failure(message):
        return "rejected" if message.state == LXMF.LXMessage.REJECTED else "failed"

    @staticmethod
    def recall(to, wait):
        """The recipient's identity, asked for over the mesh for some seconds."""
        end = time.time() + wait
        asked = 0
        while time.time() < end:
            identity = RNS.Identity.recall(to)
            if identity is not None:
                return identity
            if time.time() - asked > 5:
                RNS.Transport.request_path(to)
                asked = time.time()
            time.sleep(0.1)
        return None

    @staticmethod
    def find_path(to, wait):
        """Whether there is a path; one that isn't known is asked for until then, for a question is lost while nobody is connected."""
        end = time.time() + wait
        asked = 0
        while not RNS.Transport.has_path(to):
            if time.time() >= end:
                return False
            if time.time() - asked > 2:
                RNS.Transport.request_path(to)
                asked = time.time()
            time.sleep(0.05)
        return True

    def do_links(self, to, count):
        """Links to an address on which nothing is ever sent; tells of each that is up how many are."""
        recipient = self.recall(bytes.fromhex(to), 20)
        destination = RNS.Destination(recipient, RNS.Destination.OUT, RNS.Destination.SINGLE, "lxmf", "delivery")
        lock = threading.Lock()
        standing = [0]

        def established(_link):
            with lock:
                standing[0] += 1
                tell("links", standing=standing[0])

        def closed(link):
            tell("link_closed", told=link.teardown_reason == RNS.Link.DESTINATION_CLOSED)

        for _ in range(count):
            self.links.append(RNS.Link(destination, established_callback=established, closed_callback=closed))

    def do_payload(self, ref, to, payload):
        """Sends a signed message in one packet, with a payload that LXMF itself would not write, and tells its hash."""
        address = bytes.fromhex(to)
        destination = RNS.Destination(self.recall(address, 20), RNS.Destination.OUT, RNS.Destination.SINGLE, "lxmf", "delivery")
        # The key is known before the path is, and what is sent once without a path reaches no further than the next node.
        end = time.time() + 20
        while not RNS.Transport.has_path(address) and time.time() < end:
            time.sleep(0.05)
        packed = base64.b64decode(payload)
        signed = address + self.delivery.hash + packed
        digest = RNS.Identity.full_hash(signed)
        RNS.Packet(destination, self.delivery.hash + self.delivery.sign(signed + digest) + packed).send()
        tell("state", ref=ref, state="sent", hash=digest.hex())

    def do_probe(self, to, name, wait):
        """One packet to a destination that is no mailbox; tells whether it was proven."""
        destination = bytes.fromhex(to)
        identity = self.recall(destination, wait)
        if identity is None or not self.find_path(destination, wait):
            tell("probed", to=to, proven=False)
            return
        probed = RNS.Destination(identity, RNS.Destination.OUT, RNS.Destination.SINGLE, *name.split("."))
        receipt = RNS.Packet(probed, os.urandom(16)).send()
        receipt.set_timeout(wait)
        receipt.set_delivery_callback(lambda _: tell("probed", to=to, proven=probed.hash == destination))
        receipt.set_timeout_callback(lambda _: tell("probed", to=to, proven=False))

    def do_burst(self, to, count, size, method):
        """Many messages at once, for measurements; tells when all have ended."""
        recipient = self.recall(bytes.fromhex(to), 20)
        destination = RNS.Destination(recipient, RNS.Destination.OUT, RNS.Destination.SINGLE, "lxmf", "delivery")
        left = [count]
        lock = threading.Lock()
        started = time.time()

        def ended(_message):
            with lock:
                left[0] -= 1
                if left[0] == 0:
                    tell("burst", seconds=time.time() - started)

        for number in range(count):
            text = (str(number) + " ").encode().ljust(size, b"x")
            message = LXMF.LXMessage(destination, self.delivery, text, b"", desired_method=METHODS[method])
            message.register_delivery_callback(ended)
            message.register_failed_callback(ended)
            self.router.handle_outbound(message)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory")
    parser.add_argument("--lxmf", action="store_true")
    parser.add_argument("--name", default="Peer")
    parser.add_argument("--stamp-cost", type=int)
    parser.add_argument("--enforce-stamps", action="store_true")
    parser.add_argument("--delivery-limit", type=float)
    parser.add_argument("--loglevel", type=int, default=3)
    peer = Peer(parser.parse_args())
    # Whoever searches stamps does it in forked processes, which close their standard input: a thread that reads it holds its lock.
    commands, sys.stdin = sys.stdin, open(os.devnull)
    for line in commands:
        try:
            peer.handle(json.loads(line))
        except Exception as problem:  # a test must see what went wrong, whatever it was
            tell("error", problem=repr(problem))
    os._exit(0)


if __name__ == "__main__":
    main()
