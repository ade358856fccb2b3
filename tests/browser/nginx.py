"""Find an nginx that starts, the one installed, else Debian's unpacked beside; and run it."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from browser.chromium import is_root, ran
from browser.server import free_port

NONE = (
    "The tests of what stands in front of posdash found no nginx that starts and could not fetch "
    "one: install the package nginx."
)
PATIENCE = 60.0  # seconds to start, on a machine that is busy with something else


class NoNginx(RuntimeError):
    """There is no nginx, and none can be had."""


def find(folder: Path) -> Path:
    """The first nginx that starts, fetched into the folder if need be; raises NoNginx."""
    for path in _candidates(folder):
        if path.exists() and ran(str(path), "-v"):
            return path
    raise NoNginx(NONE)


def _candidates(folder: Path) -> Iterator[Path]:
    yield Path(shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "/usr/sbin/nginx")
    if shutil.which("apt-get") and shutil.which("dpkg"):
        yield _unpacked(folder)
        if is_root() and ran("apt-get", "update"):
            yield _unpacked(folder)


def _unpacked(folder: Path) -> Path:
    """Debian's, without installing it: that would start it."""
    ran("apt-get", "download", "nginx", within=folder)
    for package in folder.glob("nginx_*.deb"):
        ran("dpkg", "-x", str(package), str(folder))
    return folder / "usr" / "sbin" / "nginx"


class Proxy:
    """An nginx in front of a posdash: people reach it over https at `url`.

    In its configuration, what belongs to a real machine is replaced by what is here.
    """

    def __init__(self, nginx: Path, folder: Path) -> None:
        self.port, self._open_port = free_port(), free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.open_url = f"http://127.0.0.1:{self._open_port}"
        self._folder, self._nginx = folder, nginx
        certified(folder)

    def start(self, configuration: str, port: int) -> None:
        """Start it in front of that port; come back once it listens."""
        folder = self._folder
        here = {
            "listen 80;": f"listen 127.0.0.1:{self._open_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "https://$host": self.url,
            "posdash.example": "127.0.0.1",
            "/etc/ssl/posdash": f"{folder}/posdash",
            "/var/log/nginx": str(folder),
            "127.0.0.1:8501": f"127.0.0.1:{port}",
        }
        for there, replaced in here.items():
            configuration = configuration.replace(there, replaced)
        kept = "".join(
            f"{what}_temp_path {folder}/{what};\n"
            for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if is_root() else ""
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {folder}/main.log;\n"
            f"events {{}}\nhttp {{ access_log {folder}/default.log;\n{kept}{configuration}}}\n"
        )

        command = [
            self._nginx,
            "-p",
            folder,
            "-c",
            folder / "nginx.conf",
            "-e",
            folder / "main.log",
        ]
        self._process = subprocess.Popen(command)
        until = time.monotonic() + PATIENCE
        while not self._listens():
            assert self._process.poll() is None, f"nginx ended:\n{self.logged}"
            assert time.monotonic() < until, f"nginx is silent:\n{self.logged}"
            time.sleep(0.05)

    @property
    def logged(self) -> str:
        """All that its logs hold."""
        return "".join(one.read_text("utf-8") for one in sorted(self._folder.glob("*.log")))

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def certified(folder: Path) -> None:
    """Write a certificate for this machine, and its key, as an authority would give them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "posdash.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "posdash.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
