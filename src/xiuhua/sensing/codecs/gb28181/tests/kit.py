"""Messages for the tests: of captures, and built here and not by the encoder."""

from __future__ import annotations

from datetime import UTC, datetime

AT = datetime(2026, 7, 6, 2, 35, 12, 345_000, tzinfo=UTC)  # 10:35:12.345 in China
DEVICE = "34010000001310000001"
PLATFORM = "34010000002000000001"
SOURCE = ("192.168.230.100", 5060)

# GB28181/GB28181.Solution, docs/reg-auth.pcapng: a camera registers (password 12345678) and then says that it
# lives.
REGISTER = (
    b"REGISTER sip:34010000002000000001@192.168.230.53:5060 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 192.168.230.100:5060;rport;branch=z9hG4bK661321165\r\n"
    b"From: <sip:34010000001310000001@3401000000>;tag=1772121914\r\n"
    b"To: <sip:34010000001310000001@3401000000>\r\n"
    b"Call-ID: 507780873\r\nCSeq: 2 REGISTER\r\n"
    b"Contact: <sip:34010000001310000001@192.168.230.100:5060>\r\n"
    b'Authorization: Digest username="34010000001310000001", realm="3401000000", nonce="9450c474d1150064", '
    b'uri="sip:34010000002000000001@192.168.230.53:5060", response="1dae2e01c1b83b2a156dd94d86ff9c08", '
    b"algorithm=MD5\r\n"
    b"Max-Forwards: 70\r\nUser-Agent: eXosip/4.1.0\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
)
KEEPALIVE = (
    b"MESSAGE sip:34010000002000000001@192.168.230.53:5060 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 192.168.230.100:5060;rport;branch=z9hG4bK328719458\r\n"
    b"From: <sip:34010000001310000001@3401000000>;tag=268129229\r\n"
    b"To: <sip:34010000002000000001@3401000000>\r\n"
    b"Call-ID: 1097651024\r\nCSeq: 20 MESSAGE\r\nContent-Type: Application/MANSCDP+xml\r\n"
    b"Max-Forwards: 70\r\nUser-Agent: eXosip/4.1.0\r\nContent-Length:   151\r\n\r\n"
    b'<?xml version="1.0"?>\r\n<Notify>\r\n<CmdType>Keepalive</CmdType>\r\n<SN>43</SN>\r\n'
    b"<DeviceID>34010000001310000001</DeviceID>\r\n<Status>OK</Status>\r\n</Notify>\r\n"
)


def request(
    method: str, body: str = "", *, number: int = 1, headers: str = "", sender: str = DEVICE
) -> bytes:
    """A request of the camera; `number` makes call and branch its own."""
    octets = body.encode("gb18030")
    return (
        f"{method} sip:{PLATFORM}@192.168.230.53:5060 SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 10.0.0.7:5060;rport;branch=z9hG4bK{number}\r\n"
        f"From: <sip:{sender}@3401000000>;tag=1\r\nTo: <sip:{PLATFORM}@3401000000>\r\n"
        f"Call-ID: {number}\r\nCSeq: {number} {method}\r\n{headers}Content-Length: {len(octets)}\r\n\r\n"
    ).encode() + octets


def manscdp(kind: str, cmd_type: str, further: str = "", *, sn: str = "17", device_id: str = DEVICE) -> str:
    """A body with the LF that cameras use."""
    return (
        f'<?xml version="1.0" encoding="GB2312"?>\n<{kind}>\n<CmdType>{cmd_type}</CmdType>\n<SN>{sn}</SN>\n'
        f"<DeviceID>{device_id}</DeviceID>\n{further}</{kind}>\n"
    )
