/**
 * The program that a probe runs inside its container: it connects to where the container's only way out leads, waits a moment for a
 * greeting, tries a TLS handshake if asked to, and prints one line of JSON. What the target says comes back in hex, as data.
 */
export const PROBE_FILE = 'probe.py';

export const probeProgram: string = `
import binascii, hashlib, json, socket, ssl, sys, time

host, port, server_name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
wants_tls = sys.argv[4] == "tls"
found = {"dns": False, "tcp": {"connected": False, "duration_ms": None, "error": None}, "banner": "", "tls": None}

def since(start):
    return round((time.monotonic() - start) * 1000)

def connect():
    return socket.create_connection((host, port), timeout=5)

def look():
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found["dns"] = True
    except OSError as error:
        found["tcp"]["error"] = "name: " + str(error)
        return
    start = time.monotonic()
    try:
        talk = connect()
    except OSError as error:
        found["tcp"].update(duration_ms=since(start), error=str(error))
        return
    with talk:
        found["tcp"].update(connected=True, duration_ms=since(start))
        talk.settimeout(1)
        try:
            found["banner"] = binascii.hexlify(talk.recv(1024)).decode()
        except OSError:
            pass

def handshake():
    # Whether it speaks TLS is the question; whose certificate it has is told, and not judged.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    told = {"handshake_ok": False, "version": None, "cipher": None, "certificate_sha256": None, "error": None}
    found["tls"] = told
    try:
        with connect() as plain, context.wrap_socket(plain, server_hostname=server_name or None) as talk:
            certificate = talk.getpeercert(True)
            told.update(handshake_ok=True, version=talk.version(), cipher=(talk.cipher() or [None])[0])
            told["certificate_sha256"] = hashlib.sha256(certificate).hexdigest() if certificate else None
    except (OSError, ValueError) as error:
        told["error"] = str(error)

look()
if wants_tls and found["tcp"]["connected"]:
    handshake()
print(json.dumps(found))
`;
