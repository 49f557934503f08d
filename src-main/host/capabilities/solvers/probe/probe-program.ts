/**
 * The program that a probe runs inside its container: it connects to where the container's only way out leads, waits a moment for a
 * greeting, tries a TLS handshake if asked to, and prints a line for each thing it found: a word, and a text in hex. It needs no more of
 * Python than the smallest one has.
 */
export const PROBE_FILE = 'probe.py';

export const probeProgram: string = `
import socket, sys

host, port, server_name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
wants_tls = sys.argv[4] == "tls"

def say(word, found=b""):
    print(word, (found if isinstance(found, bytes) else str(found).encode()).hex())

def connect():
    return socket.create_connection((host, port), timeout=5)

def look():
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        say("name")
    except OSError as error:
        say("error", error)
        return False
    try:
        with connect() as talk:
            talk.settimeout(1)
            try:
                say("banner", talk.recv(1024))
            except OSError:
                pass
        return True
    except OSError as error:
        say("error", error)
        return False

def handshake():
    # Whether it speaks TLS is the question; whose certificate it has is told, and not judged.
    say("tls")
    try:
        import hashlib, ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with connect() as plain, context.wrap_socket(plain, server_hostname=server_name or None) as talk:
            say("version", talk.version())
            say("cipher", (talk.cipher() or [""])[0])
            say("certificate", hashlib.sha256(talk.getpeercert(True) or b"").hexdigest())
    except (OSError, ValueError, ImportError) as error:
        say("tls-error", error)

if look() and wants_tls:
    handshake()
say("end")
`;
