"""The checks of the machine: Python, the console, files, folders, the port, MariaDB and the kernel.

Each yields what it found. The file keeps to what Python 3.7 understands, as doctor.py does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.path.expanduser("~"))
SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
INSTALL_MARIADB = {"darwin": "`brew install mariadb`", "win32": "https://mariadb.org/download"}
INSTALL_MARIADB_ON_LINUX = "`apt install mariadb-server-core` (Debian, Ubuntu)"
SHARED_FOLDERS = ("/usr/local/share", "/usr/share")
HANGUL, EMOJI = "\uac00", "\U0001f600"


@dataclass(frozen=True)
class Finding:
    """What was found, in both languages; the level is "ok", "note" or "fix".

    English is one line without a full stop at its end, Korean is sentences, unless all is "ok".
    """

    level: str
    english: str
    korean: str
    failed: bool = False


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Finding]:
    """Find whether this Python is new enough."""
    number = ".".join(map(str, version))
    if version >= OLDEST_PYTHON:
        yield Finding("ok", f"Python {number}: {sys.executable}", f"Python {number}: {sys.executable}")
    else:
        yield Finding(
            "fix",
            f"Python {number} is too old, 3.11 or later is needed: https://www.python.org/downloads/ , "
            "or `pip install uv`, then `uv run python 01_hello/doctor.py`",
            f"이 Python({number})은 너무 오래되었습니다. 3.11 이상이 필요합니다. "
            "https://www.python.org/downloads/ 에서 내려받거나, `pip install uv`를 실행한 뒤 "
            "`uv run python 01_hello/doctor.py`를 실행하십시오.",
        )


def check_console(
    encoding: str, wanted: str, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Iterator[Finding]:
    """Find whether Korean and emoji can be printed; who wanted Korean hears why this is English."""
    if can_print(HANGUL + EMOJI, encoding):
        yield Finding("ok", f"Console: {encoding}", f"콘솔 인코딩: {encoding}")
        return
    # PYTHONIOENCODING wins over PYTHONUTF8, which is of no use where it is set.
    variable = "PYTHONIOENCODING=utf-8" if environ.get("PYTHONIOENCODING") else "PYTHONUTF8=1"
    english = set_command(variable, platform)
    korean = f"{english}을 실행하십시오."
    if platform == "win32":
        korean = f"{english}을 실행한 뒤 새 Windows Terminal 창에서 `chcp 65001`을 실행하십시오."
        english += ", then in a new Windows Terminal `chcp 65001`"
    if can_print(HANGUL, encoding):
        yield Finding(
            "note",
            f"Console: {encoding} can print Korean, but no emoji: {english}",
            f"{encoding} 콘솔은 한글은 출력하지만 이모지는 출력하지 못합니다. {korean}",
        )
    else:
        language = " (so this report is in English)" if wanted == "ko" else ""
        yield Finding(
            "fix",
            f"Console: {encoding} cannot print Korean{language}: {english}",
            f"{encoding} 콘솔은 한글을 출력하지 못합니다. {korean}",
        )


def check_files(encoding: str, platform: str = sys.platform) -> Iterator[Finding]:
    """Find the encoding of a file that is opened without naming one."""
    if re.sub("[-_]", "", encoding.lower()) == "utf8":
        yield Finding("ok", f"Default encoding of files: {encoding}", f"파일의 기본 인코딩: {encoding}")
    else:
        command = set_command("PYTHONUTF8=1", platform)
        yield Finding(
            "note",
            f'Default encoding of files: {encoding}: always open files with `encoding="utf-8"`, as the '
            f"workshop does; or {command}",
            f"파일의 기본 인코딩이 {encoding}입니다. 이 워크숍의 코드처럼 파일을 열 때 항상 "
            f'`encoding="utf-8"`을 지정하거나 {command}을 실행하십시오.',
        )


def check_folder(folder: Path | None = ROOT, platform: str = sys.platform) -> Iterator[Finding]:
    """Create a file in the repository, or with None a temporary one, or find why that fails."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"?")
    except OSError as error:
        english = f"Cannot write: {error}: move the repository to a folder of your own"
        korean = f"파일을 쓸 수 없습니다: {error}. 쓰기 권한이 있는 폴더로 저장소를 옮기십시오."
        if folder is None:
            command = set_command(f'TMPDIR="{HOME}"', platform)
            english = f"Cannot write a temporary file: {error}: {command}"
            korean = f"임시 파일을 만들 수 없습니다: {error}. 다음 명령을 실행하십시오: {command}."
        yield Finding("fix", english, korean)
    else:
        place = folder or tempfile.gettempdir()
        yield Finding("ok", f"Can write in {place}", f"쓰기 가능: {place}")


def check_port(port: int = 8000) -> Iterator[Finding]:
    """Find whether a server could use the port."""
    if can_listen(port):
        yield Finding("ok", f"Port {port} is free", f"{port}번 포트: 사용 가능")
    else:
        free = next(filter(can_listen, range(port + 1, 65536)), 8000)
        yield Finding(
            "note",
            f"Port {port} is taken or not allowed: the programs of stage 01 take the next free one and say "
            f"which; for `flask run`, use `--port {free}` instead of `--port {port}`",
            f"{port}번 포트가 이미 사용 중이거나 이 포트를 사용할 권한이 없습니다. 01단계 프로그램은 다음 빈 "
            f"포트를 골라 알려 줍니다. `flask run`에는 `--port {port}` 대신 `--port {free}` 옵션을 쓰십시오.",
        )


def check_mariadb(
    environ: Mapping[str, str] = os.environ,
    folders: Sequence[str] = SERVER_FOLDERS,
    platform: str = sys.platform,
) -> Iterator[Finding]:
    """Find a MariaDB; MYSQL_URL is not shown, since it may hold a password."""
    program = shutil.which("mariadbd", path=os.pathsep.join([environ.get("PATH", ""), *folders]))
    if environ.get("MYSQL_URL"):
        yield Finding("ok", "MariaDB: the server in MYSQL_URL", "MariaDB: MYSQL_URL의 서버")
    elif program:
        yield Finding("ok", f"MariaDB: {program}", f"MariaDB: {program}")
    else:
        command = INSTALL_MARIADB.get(platform, INSTALL_MARIADB_ON_LINUX)
        yield Finding(
            "note",
            f"No MariaDB: not needed before stage 03, only tests on a real MariaDB are left out: {command}",
            "MariaDB가 없습니다. 03단계 전에는 필요 없으며, 실제 MariaDB를 쓰는 테스트만 건너뜁니다. "
            f"설치 방법은 {command} 입니다.",
        )


def check_kernel(folders: Sequence[Path]) -> Iterator[Finding]:
    """Find the notebook kernel that Jupyter would start, which is the first in `folders`."""
    folder = next((folder for folder in folders if (folder / "kernel.json").is_file()), None)
    if folder is None:
        command = "`uv run --group notebooks jupyter lab`"
        yield Finding(
            "note",
            f"No notebook kernel: needed for the notebooks only, and comes with {command}",
            f"노트북 커널이 없습니다. 노트북에만 필요하며, 다음 명령을 실행하면 설치됩니다: {command}.",
        )
    elif can_start(folder):
        yield Finding("ok", f"Notebook kernel: {folder}", f"노트북 커널: {folder}")
    else:
        yield Finding(
            "fix",
            f"Notebook kernel with a broken kernel.json or a Python that is gone: delete the folder {folder}",
            "노트북 커널의 kernel.json이 깨졌거나 커널이 쓰던 Python이 없습니다. "
            f"{folder} 폴더를 지우십시오.",
        )


def set_command(variable: str, platform: str) -> str:
    """Return the command that sets an environment variable, given as NAME=value."""
    return f"`setx {variable.replace('=', ' ', 1)}`" if platform == "win32" else f"`export {variable}`"


def can_print(text: str, encoding: str) -> bool:
    """Return whether the encoding has all characters of `text`."""
    try:
        return bool(text.encode(encoding))
    except (LookupError, UnicodeError):
        return False


def can_listen(port: int) -> bool:
    """Return whether a server could listen on the port of 127.0.0.1."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def kernel_folders(
    environ: Mapping[str, str] = os.environ,
    prefixes: tuple[str, str] = (sys.prefix, sys.base_prefix),
    home: Path = HOME,
    platform: str = sys.platform,
) -> list[Path]:
    """Return where Jupyter looks for the kernel python3, the first place first."""
    system = [Path(place, "jupyter") for place in SHARED_FOLDERS]
    if platform == "win32":
        # Since jupyter_core 5.8, since others may write there.
        shared = environ.get("PROGRAMDATA") if environ.get("JUPYTER_USE_PROGRAMDATA") else None
        system = [Path(shared, "jupyter")] if shared else []
        users = Path(environ.get("APPDATA") or home / "AppData" / "Roaming", "jupyter")
    elif platform == "darwin":
        users = home / "Library" / "Jupyter"
    else:
        users = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share", "jupyter")
    places = [Path(prefixes[0], "share", "jupyter"), Path(environ.get("JUPYTER_DATA_DIR") or users)]
    # Only a virtual environment comes before what is the user's own.
    if prefixes[0] == prefixes[1]:
        places.reverse()
    given = [Path(place) for place in environ.get("JUPYTER_PATH", "").split(os.pathsep) if place]
    # The folder of a system's own Python is one of the system's, and as late.
    places = [place for place in places if place not in system]
    return [place / "kernels" / "python3" for place in given + places + system]


def can_start(folder: Path) -> bool:
    """Return whether the kernel.json in the folder names a program that is there."""
    try:
        program = Path(json.loads((folder / "kernel.json").read_text(encoding="utf-8"))["argv"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return False
    # Jupyter puts its own Python in the place of a plain "python".
    return not program.is_absolute() or os.path.exists(str(program))
