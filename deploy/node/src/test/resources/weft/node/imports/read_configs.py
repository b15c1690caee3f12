"""Tells how a stock Reticulum reads configurations: one JSON line in for each, one out, each in a process of its own."""

import json
import os
import signal
import sys
import tempfile
import time

import RNS

SECONDS = 20


def text(value):
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def seen(config):
    directory = tempfile.mkdtemp()
    with open(os.path.join(directory, "config"), "wb") as file:
        file.write(config)
    reticulum = RNS.Reticulum(configdir=directory, loglevel=RNS.LOG_CRITICAL)
    interfaces = []
    for each in RNS.Transport.interfaces:
        if type(each).__name__ == "LocalServerInterface":
            continue
        interfaces.append({
            "name": text(getattr(each, "name", None)),
            "type": type(each).__name__,
            "target": [text(getattr(each, "target_ip", None)), text(getattr(each, "target_port", None))],
            "bind": [text(getattr(each, "bind_ip", None)), text(getattr(each, "bind_port", None))],
            "mode": text(getattr(each, "mode", None)),
            "bitrate": text(getattr(each, "bitrate", None)),
            "out": text(getattr(each, "OUT", None)),
            "ifac_size": text(getattr(each, "ifac_size", None)),
            "netname": text(getattr(each, "ifac_netname", None)),
            "netkey": text(getattr(each, "ifac_netkey", None)),
            "ingress": text(getattr(each, "ingress_control", None)),
            "announce_cap": text(getattr(each, "announce_cap", None)),
            "announce_rate": text(getattr(each, "announce_rate_target", None)),
            "mtu": text(getattr(each, "HW_MTU", None)),
            "fixed_mtu": text(getattr(each, "FIXED_MTU", None)),
            "auto_mtu": text(getattr(each, "AUTOCONFIGURE_MTU", None)),
            "kiss": text(getattr(each, "kiss_framing", None)),
            "i2p": text(getattr(each, "i2p_tunneled", None)),
        })
    return {"transport": RNS.Reticulum.transport_enabled(), "interfaces": interfaces}


def answer(config):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        signal.alarm(SECONDS)
        try:
            result = seen(config)
        except BaseException as refused:
            result = {"refused": type(refused).__name__}
        os.write(writing, json.dumps(result).encode())
        os._exit(0)
    os.close(writing)
    parts = []
    while part := os.read(reading, 1 << 16):
        parts.append(part)
    os.close(reading)
    os.waitpid(child, 0)
    return json.loads(b"".join(parts) or b'{"refused": "ended"}')


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)["config"].encode("latin-1"))), flush=True)
