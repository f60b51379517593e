"""A package that says the same in another way is read the same: names of parts, prefixes, references, CDATA, white space, order, foreign sheets."""

import posixpath
import random
import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import Form, read_form
from tests.unit.form_files import RELATIONS, package, parts_of
from tests.unit.test_cases import SOUND, problems, said

Parts = dict[str, bytes]
Rewrite = Callable[[Parts, random.Random], Parts]
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")


def sheets(parts: Parts) -> list[str]:
    """Return the worksheets of the form as it is written; they are rewritten before anything is renamed."""
    return [name for name in parts if SHEET.fullmatch(name)]


def in_sheets(change: Callable[[str, random.Random], str]) -> Rewrite:
    def rewrite(parts: Parts, chance: random.Random) -> Parts:
        return parts | {name: change(parts[name].decode(), chance).encode() for name in sheets(parts)}

    return rewrite


def referred(text: str, chance: random.Random) -> str:
    """Write some signs of every value as references."""

    def signs(found: re.Match[str]) -> str:
        said = "".join(
            f"&#{ord(c)};" if chance.random() < 0.3 else f"&#x{ord(c):x};" if chance.random() < 0.2 else c
            for c in found[1]
        )
        return f"<v>{said}</v>"

    return re.sub(r"<v>([^<&]+)</v>", signs, text)


def commented(text: str, chance: random.Random) -> str:
    """Put comments, CDATA and lines into values."""

    def put(found: re.Match[str]) -> str:
        value, at = found[1], chance.randrange(len(found[1]) + 1)
        return chance.choice(
            [found[0], f"<v>{value[:at]}<!-- {at} -->{value[at:]}</v>", f"<v><![CDATA[{value}]]></v>", f"<v>{value[:at]}<![CDATA[{value[at:]}]]></v>"]
        )  # fmt: skip

    return re.sub(r"<v>([^<&]+)</v>", put, text)


def spaced(text: str, chance: random.Random) -> str:
    """Put white space around stored numbers, between tags and attributes."""
    text = re.sub(
        r"<v>([^<&]+)</v>", lambda found: f"<v>\n  {found[1]}\t</v>" if chance.random() < 0.5 else found[0], text
    )
    return text.replace("</c><c ", "</c>\n\t<c  ").replace("</row>", "\r\n</row >")


def prefixed(text: str, chance: random.Random) -> str:
    """Give the sheet's own tags a prefix."""
    text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text.replace(' xmlns="', ' xmlns:x="', 1))
    return text.replace("<x:?", "<?")


def reordered(text: str, chance: random.Random) -> str:
    """Turn the cells of a row and the attributes of a cell round."""

    def turned(found: re.Match[str]) -> str:
        cells = re.findall(r"<c .*?(?:/>|</c>)", found[2])
        if "".join(cells) != found[2]:
            return found[0]
        chance.shuffle(cells)
        return f"{found[1]}{''.join(cells)}</row>"

    text = re.sub(r"(<row [^>]*>)(.*?)</row>", turned, text)
    return re.sub(r'<c (r="\w+")( s="\d+")( t="\w+")', r"<c\3\2 \1", text)


def without_places(text: str, chance: random.Random) -> str:
    """Leave out where rows and cells stand, if none before them is left out."""

    def bare(found: re.Match[str]) -> str:
        cells = re.findall(r'<c r="([A-Z]+)', found[0])
        wanted = [chr(65 + n) for n in range(len(cells))]
        return re.sub(r'<c r="[A-Z]+\d+"', "<c", found[0]) if cells == wanted and len(cells) < 26 else found[0]

    return re.sub(r"<row .*?</row>", bare, text)


def measured_wrongly(text: str, chance: random.Random) -> str:
    """Lie about the sheet's size, or say nothing of it."""
    return re.sub(
        r"<dimension [^>]*/>",
        chance.choice(["", '<dimension ref="A1"/>', '<dimension ref="XFD1048576"/>', '<dimension ref=""/>']),
        text,
    )


def with_foreign_sheets(parts: Parts, chance: random.Random) -> Parts:
    """Put a chart, a dialog and a macro sheet among the others."""
    book, links = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    for number, kind in enumerate(("chartsheet", "dialogsheet", "xlMacrosheet")):
        part = f"xl/{kind}s/sheet{number}.xml"
        parts = parts | {part: f"<{kind}><sheetData><row><c><v>7</v></c></row></sheetData></{kind}>".encode()}
        links = links.replace(
            "</Relationships>",
            f'<Relationship Id="f{number}" Type="{RELATIONS}/{kind}" Target="/{part}"/></Relationships>',
        )
        at = book.index("<sheet ") if chance.random() < 0.5 else book.index("</sheets>")
        book = f'{book[:at]}<sheet name="L{number}" sheetId="9{number}" r:id="f{number}"/>{book[at:]}'
    return parts | {"xl/workbook.xml": book.encode(), "xl/_rels/workbook.xml.rels": links.encode()}


def renamed(parts: Parts, chance: random.Random) -> Parts:
    """Give every part but the first relations another name and folder, and say where it is in another way."""
    fixed = ("[Content_Types].xml", "_rels/.rels")
    names = {name: name if name in fixed or name.endswith(".rels") else _new_name(name, chance) for name in parts}
    moved: Parts = {}
    for name, content in parts.items():
        if not name.endswith(".rels"):
            moved[names[name]] = content
            continue
        folder, last = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), last.removesuffix(".rels"))
        new_owner = names.get(owner, owner) if last != ".rels" else ""
        new_folder, new_last = posixpath.split(new_owner)

        def told(found: re.Match[str], old: str = posixpath.dirname(owner), new: str = new_folder) -> str:
            target = posixpath.normpath(posixpath.join("/", old, found[1])).lstrip("/")
            return f'Target="{_way(names.get(target, target), new, chance)}"' if target in names else found[0]

        text = re.sub(r'Target="([^"]*)"', told, content.decode())
        moved[name if last == ".rels" else posixpath.join(new_folder, "_rels", f"{new_last}.rels")] = text.encode()
    return moved


def _new_name(name: str, chance: random.Random) -> str:
    folder = chance.choice(["xl", "xl/worksheets", "a b", "Dữ liệu", "", "x/y/z"])
    return posixpath.join(folder, f"{chance.randrange(10**6)}-{posixpath.basename(name)}")


def _way(target: str, folder: str, chance: random.Random) -> str:
    relative = posixpath.relpath(target, folder or ".")
    ways = [
        f"/{target}",
        relative,
        f"./{relative}",
        f"/a/../{target}",
        quote(f"/{target}"),
        f"/{target}".upper(),
        relative.replace("/", "\\"),
    ]
    return chance.choice(ways)


def shuffled(parts: Parts, chance: random.Random) -> Parts:
    names = list(parts)
    chance.shuffle(names)
    return {name: parts[name] for name in names}


def in_a_conventional_disguise(parts: Parts, chance: random.Random) -> Parts:
    """Lay another workbook where parts usually are: what the relations name is read."""
    moved = renamed(parts, chance)
    other = b"<workbook><sheets/></workbook>"
    return {
        "xl/workbook.xml": other,
        "xl/worksheets/sheet1.xml": b"<worksheet/>",
        "xl/sharedStrings.xml": b"<sst/>",
    } | moved


# Sheets first, then what names them, then what they are called
REWRITES: tuple[Rewrite, ...] = (
    in_sheets(without_places), in_sheets(reordered), in_sheets(referred), in_sheets(commented), in_sheets(spaced), in_sheets(measured_wrongly),
    in_sheets(prefixed), with_foreign_sheets, renamed, in_a_conventional_disguise, shuffled,
)  # fmt: skip
APART = ({REWRITES[0], REWRITES[1]}, {renamed, in_a_conventional_disguise})  # the one leaves nothing to the other


def rewritten(
    parts: Parts, chance: random.Random, rewrites: Sequence[Rewrite] = REWRITES
) -> tuple[Parts, set[Rewrite]]:
    """Return the parts after several rewritings, and which were done."""
    done: set[Rewrite] = set()
    for rewrite in rewrites:
        is_apart = not any({rewrite, other} in APART for other in done)
        if chance.random() < 0.4 and is_apart:
            parts = rewrite(parts, chance)
            done.add(rewrite)
    return parts, done


@pytest.fixture(scope="module")
def sound() -> Form:
    return read_form(SOUND.read_bytes(), layout.COMMUNE_SHEETS)


@pytest.mark.parametrize(
    "seeds", [range(40), pytest.param(range(40, 1540), marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_what_is_said_in_another_way_is_read_the_same(sound: Form, seeds: range) -> None:
    """Several rewritings at once, by chance: every figure, text, comment and problem is as before; foreign sheets are a remark."""
    original = parts_of(SOUND.read_bytes())
    for seed in seeds:
        parts, done = rewritten(original, random.Random(seed))
        form = read_form(package(parts), layout.COMMUNE_SHEETS)
        assert said(form) == said(sound), (seed, len(done))
        assert form.identity == sound.identity and form.identity_cells == sound.identity_cells, (seed, len(done))
        assert [p for p in problems(form) if p != ("T07", "")] == problems(sound), (seed, len(done))
        assert (("T07", "") in problems(form)) == (with_foreign_sheets in done), (seed, len(done))
