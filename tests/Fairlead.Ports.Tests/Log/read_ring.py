"""Reads a ring file as docs/log-format.md describes it and prints it as JSON. Shares no code with the product."""

import base64
import json
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def main(path):
    with open(path, "rb") as file:
        image = file.read()

    assert image[:8] == b"FLEADLOG", "magic"
    version, header_bytes, port = struct.unpack_from("<III", image, 0x08)
    assert (version, header_bytes) == (1, 4096), "version"
    assert crc32c(image[:0x7C]) == struct.unpack_from("<I", image, 0x7C)[0], "check sum"
    file_bytes, ring, size, index, slots, slot = struct.unpack_from("<QQQQII", image, 0x18)
    journal, journal_slots, journal_slot, start = struct.unpack_from("<QIIq", image, 0x40)
    assert len(image) >= file_bytes and slot == 16 and journal_slot == 256, "sizes"
    head, = struct.unpack_from("<q", image, 0x100)
    reserved, cleared = struct.unpack_from("<qq", image, 0x140)
    count, = struct.unpack_from("<q", image, 0x180)
    assert start <= head <= cleared <= reserved <= head + size, "counters"

    tail = max(start, reserved - size)
    data = bytes(image[ring + p % size] for p in range(tail, head))
    times = [
        struct.unpack_from("<qq", image, index + i % slots * slot) for i in range(max(0, count - slots + 1), count)
    ]
    entries = []
    for number in range(journal_slots):
        raw = image[journal + number * journal_slot:][:journal_slot]
        check, kind, length, sequence, position, time = struct.unpack_from("<IHHqqq", raw)
        if sequence > 0 and (sequence - 1) % journal_slots == number and crc32c(raw[4:]) == check:
            entries.append([sequence, position, time, kind, raw[32:32 + length].decode()])

    json.dump(
        {
            "port": port, "tail": tail, "head": head, "data": base64.b64encode(data).decode(),
            "times": times, "journal": sorted(entries),
        },
        sys.stdout,
    )


main(sys.argv[1])
