/**
 * The keeper: the program of ours that runs first in every container, as its user. It waits on standard input for the package and for what
 * to start, starts that, ends everything in the container when it is over, hands back what was left in the output folder, and ends. It
 * holds no right that the program it starts does not have; whatever it says is as untrusted as the program. It is passed on the command
 * line, so that any image with Python will do and no version of it lies about in images; `python3-minimal` has all that it imports.
 *
 * It reads: marker · argv · environment · folder · files · output folder, most bytes, most files; then single letters: T (ask the program
 * to end), K (end it). Numbers are 8 bytes, texts and lists carry their length. The end of its input ends everything: the host is gone.
 * It says: on standard error the marker and `ready`, once, before the program exists; and after the program and everything else in the
 * container is gone, on standard error the marker, and on standard output the marker and how it ended.
 */
export const KEEPER_COMMAND: readonly string[] = ['/usr/bin/python3', '-I', '-S', '-c', keeperProgram()];

function keeperProgram(): string {
  return String.raw`
import errno, os, select, signal, stat, struct, time

def read(count):
    parts = []
    while count:
        part = os.read(0, min(count, 65536))
        if not part:
            os._exit(1)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)

def write(to, data):
    while data:
        data = data[os.write(to, data):]

number = lambda: struct.unpack(">Q", read(8))[0]
text = lambda: read(number())
texts = lambda: [text() for _ in range(number())]
told = lambda data: struct.pack(">Q", len(data)) + data

def unpack(path, left):
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o755)
    while left:
        part = os.read(0, min(left, 65536))
        if not part:
            os._exit(1)
        left -= len(part)
        write(file, part)
    os.close(file)

def start(argv, env, failure):
    os.setsid()
    signal.set_wakeup_fd(-1)
    for each in (signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(each, signal.SIG_DFL)
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    try:
        os.execvpe(argv[0], argv, dict(each.split(b"=", 1) for each in env))
    except OSError as error:
        os.write(failure, os.strerror(error.errno).encode())
    os._exit(127)

def kill_all():
    try:
        os.kill(-1, signal.SIGKILL)
    except OSError:
        return False
    return True

def end_all():
    for _ in range(1000):
        if not kill_all():
            return
        try:
            os.waitpid(-1, os.WNOHANG)
        except OSError:
            pass
        time.sleep(0.002)

def ask(program):
    try:
        os.killpg(program, signal.SIGTERM)
    except OSError:
        pass

def see_out(program, woken):
    while True:
        ready = select.select([0, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 512)
            ended, status = os.waitpid(program, os.WNOHANG)
            if ended:
                return status
        if 0 in ready:
            order = os.read(0, 1)
            if order == b"T":
                ask(program)
            else:
                kill_all()
                if not order:
                    os._exit(1)

def first_number(paths):
    for path, scale, word in paths:
        try:
            with open(path) as file:
                for line in file:
                    fields = line.split()
                    if word is None or fields[0] == word:
                        return int(fields[-1]) // scale
        except (OSError, ValueError, IndexError):
            pass
    return -1

def usage():
    group = "/sys/fs/cgroup/"
    return [
        first_number([(group + "memory.peak", 1, None), (group + "memory/memory.max_usage_in_bytes", 1, None)]),
        first_number([(group + "cpu.stat", 1000, "usage_usec"), (group + "cpuacct/cpuacct.usage", 1000000, None)]),
        first_number([(group + "pids.peak", 1, None)]),
        first_number([(group + "memory.events", 1, "oom_kill"), (group + "memory/memory.oom_control", 1, "oom_kill")]),
        first_number([(group + "pids.events", 1, "max"), (group + "pids/pids.events", 1, "max")]),
    ]

def left_in(folder, most_bytes, most_files):
    refuse = lambda path, why: write(1, b"N" + told(path) + told(why))
    try:
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    except OSError:
        return refuse(b".", b"it is no folder any more")
    seen = 0
    waiting = [(b"", top)]
    while waiting:
        prefix, where = waiting.pop()
        for name in sorted(os.fsencode(each) for each in os.listdir(where)):
            path = prefix + name
            seen += 1
            if seen > most_files:
                return refuse(path, b"more than %d things were left" % most_files)
            try:
                file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=where)
            except OSError as error:
                refuse(path, b"it is a link" if error.errno == errno.ELOOP else os.strerror(error.errno).encode())
                continue
            found = os.fstat(file)
            if stat.S_ISDIR(found.st_mode):
                if path.count(b"/") < 20:
                    waiting.append((path + b"/", file))
                    continue
                refuse(path, b"it lies too deep")
            elif not stat.S_ISREG(found.st_mode):
                refuse(path, b"it is no regular file")
            elif found.st_size > most_bytes:
                refuse(path, b"its %d bytes are more than is taken" % found.st_size)
            else:
                most_bytes -= found.st_size
                write(1, b"F" + told(path) + struct.pack(">Q", found.st_size))
                left = found.st_size
                while left:
                    part = os.read(file, min(left, 65536)) or bytes(min(left, 65536))
                    left -= len(part)
                    write(1, part)
            os.close(file)
        os.close(where)

for each in (signal.SIGPIPE, signal.SIGXFSZ):
    signal.signal(each, signal.SIG_IGN)
marker, argv, env, folder = text(), texts(), texts(), text()
try:
    os.chdir(folder)
    for _ in range(number()):
        unpack(text(), number())
except OSError as error:
    write(2, marker + b"the package could not be unpacked: " + os.strerror(error.errno).encode() + b"\n")
    # Whoever is still sending the rest would find nobody there, and not read why.
    while os.read(0, 65536):
        pass
    os._exit(1)
output, most_bytes, most_files = text(), number(), number()
write(2, marker + b"ready\n")
woken, wake = os.pipe()
os.set_blocking(wake, False)
signal.set_wakeup_fd(wake)
signal.signal(signal.SIGCHLD, lambda *_: None)
failed, failure = os.pipe()
program = os.fork()
if program == 0:
    start(argv, env, failure)
signal.signal(signal.SIGTERM, lambda *_: ask(program))
os.close(failure)
why = os.read(failed, 200)
status = see_out(program, woken)
end_all()
# The two outputs overtake each other on their way: what the program said on this one is over here.
write(2, marker)
figures = usage()
write(1, marker + b"".join(struct.pack(">q", each) for each in [status, *figures]) + told(why))
if output:
    left_in(output, most_bytes, most_files)
write(1, b"E")
`;
}
