"""Zip archives of tables, unpacked into a folder of our own: no member decides where it is written."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from toolkit.reading.archive import BIG_ENTRY, MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED
from toolkit.reading.refusals import Refused

Reason = tuple[str, str]

OUTSIDE: Reason = ("路径指向压缩包之外", "its path leads out of the archive")
LINK: Reason = ("是链接，不是文件", "it is a link, not a file")
NESTED: Reason = ("是压缩包里的压缩包", "it is an archive inside the archive")


def unpack(path: Path, into: Path) -> tuple[list[Path], list[tuple[str, Reason]]]:
    """Write the files of an archive below `into`; return them, and the members that were left out with the reason.

    Raises
    ------
    Refused
        No zip, damaged, protected by a password, or a bomb: sizes are counted while unpacking, not believed.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused("broken") from error
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_ENTRIES:
            raise Refused("unsafe", what=f"{len(members)} files")
        files, left, budget = [], [], MAX_UNPACKED
        for number, member in enumerate(members):
            name = _name(member)
            at = PurePosixPath(name.replace("\\", "/"))
            if at.parts[:1] == ("__MACOSX",) or (at.name.startswith((".", "~$")) and ".." not in at.parts):
                continue
            if reason := _refused(member, at):
                left.append((name, reason))
                continue
            target = into / str(number) / at.name
            target.parent.mkdir()
            budget -= _write(archive, member, target, budget)
            files.append(target)
        return files, left


def _name(member: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag come from Chinese Windows as a rule: read as GB18030 where that is possible."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


def _refused(member: zipfile.ZipInfo, at: PurePosixPath) -> Reason | None:
    if ".." in at.parts or at.is_absolute() or ":" in at.parts[0]:
        return OUTSIDE
    if stat.S_ISLNK(member.external_attr >> 16):
        return LINK
    return NESTED if at.suffix.lower() == ".zip" else None


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: int) -> int:
    size = 0
    try:
        with archive.open(member) as source, target.open("wb") as out:
            while block := source.read(2**20):
                size += len(block)
                if size > budget or (size > BIG_ENTRY and size > MAX_RATIO * max(1, member.compress_size)):
                    raise Refused("unsafe", what=f"{member.compress_size / 2**10:.0f} KB -> > {size / 2**20:.0f} MB")
                out.write(block)
    except RuntimeError as error:  # zipfile has no class of its own for a missing password
        raise Refused("encrypted" if member.flag_bits & 1 else "broken") from error
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError) as error:
        raise Refused("broken") from error
    return size
