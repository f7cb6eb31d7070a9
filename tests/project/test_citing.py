"""How to cite this book, said once to machines and once to people, and what this book cites itself."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_file, parse_string

ROOT = Path(__file__).resolve().parents[2]
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
PAGES = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]


# What the schema of version 1.2.0 knows at the top, of a reference (as far as we might use it), and of an entity.
TOP = """abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message
    preferred-citation references repository repository-artifact repository-code title type url version"""
REFERENCE = "authors date-released doi edition isbn languages license publisher repository-code title type url year"
ENTITY = "address alias city country email name orcid website"


def cff_faults(cff: dict) -> list[str]:
    """Return what the schema would not take: keys that it does not know or asks for, and values of the wrong kind."""
    preferred = cff.get("preferred-citation", {})
    rules = [
        ("the file", cff, TOP, "cff-version message title authors"),
        ("preferred-citation", preferred, REFERENCE, "type title authors"),
        *(("an author", entity, ENTITY, "name") for entity in [*cff.get("authors", []), *preferred.get("authors", [])]),
    ]
    found = []
    for what, has, known, asked in rules:
        unknown, missing = has.keys() - {*known.split()}, {*asked.split()} - has.keys()
        found += [f"{what} has {sorted(unknown)}"] * bool(unknown) + [f"{what} lacks {sorted(missing)}"] * bool(missing)
    texts = {name: cff.get(name) for name in ("cff-version", "message", "title")}
    found += [f"{name} is {value!r}" for name, value in texts.items() if not (isinstance(value, str) and value)]
    kinds = (cff.get("type"), ("software", "dataset")), (preferred.get("type"), ("book", "software", "manual"))
    return found + [f"type is {kind!r}" for kind, known in kinds if kind not in known]


def test_the_citation_file_is_as_its_schema_wants_it():
    assert cff_faults(CFF) == [] and CFF["cff-version"] == "1.2.0"
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9.-]+", name) for name in CFF["license"])  # SPDX's names


@pytest.mark.parametrize(
    "change, fault",
    [
        ({"licence": "MIT"}, "the file has ['licence']"),
        ({"message": None}, "message is None"),
        ({"authors": [{"nam": "x"}]}, "an author has ['nam']"),
        ({"preferred-citation": {"type": "book", "title": "x"}}, "preferred-citation lacks ['authors']"),
        ({"type": "book"}, "type is 'book'"),
    ],
)
def test_a_fault_of_the_citation_file_is_found(change, fault):
    assert fault in cff_faults(CFF | change)


def test_the_changelog_keeps_to_its_form_and_knows_the_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf8")
    first, *released = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", text, re.MULTILINE)
    assert first == ("Unreleased", "") and all(date for _, date in released)
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 1 + len(released)
    assert released == sorted(released, key=lambda release: release[1], reverse=True)
    assert not released or released[0][0] == str(CFF["version"])
    kinds = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert kinds and {*kinds} <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_citation_file_says_what_the_project_says():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    readme = (ROOT / "README.md").read_text("utf8")
    assert str(CFF["version"]) == project["version"]
    assert [author["name"] for author in CFF["authors"]] == [config["author"]]
    assert readme.startswith(f"# {CFF['title']}\n") and CFF["title"].startswith(config["title"])
    assert CFF["preferred-citation"]["year"] == int(config["copyright"])


def test_the_entry_for_people_is_the_one_for_machines():
    entry = re.search(r"```bibtex\n(.*?)```", (ROOT / "chapters" / "references.md").read_text("utf8"), re.DOTALL)[1]
    ((_, book),) = parse_string(entry, "bibtex").entries.items()
    preferred = CFF["preferred-citation"]
    assert (book.type, book.fields["title"], book.fields["year"]) == (
        preferred["type"],
        preferred["title"],
        str(preferred["year"]),
    )
    assert [str(person).strip("{}") for person in book.persons["author"]] == [a["name"] for a in preferred["authors"]]


def test_every_entry_is_cited_and_complete():
    text = "".join(page.read_text("utf8") for page in PAGES)
    cited = {key.strip() for keys in re.findall(r"\{cite:\w\}`([^`]+)`", text) for key in keys.split(",")}
    entries = parse_file(str(ROOT / "chapters" / "references.bib")).entries
    assert cited == set(entries)
    for key, entry in entries.items():
        assert {"title", "year"} <= entry.fields.keys() and entry.persons["author"], key
        assert entry.fields.keys() & {"url", "doi"}, f"{key} leads nowhere"
        assert key.endswith(entry.fields["year"]), key
