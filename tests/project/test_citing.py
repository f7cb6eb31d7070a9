"""How to cite this book, said once to machines and once to people, and what this book cites itself."""

import re
import tomllib
from pathlib import Path

import yaml
from pybtex.database import parse_file, parse_string

ROOT = Path(__file__).resolve().parents[2]
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
PAGES = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]


def test_the_citation_file_has_what_its_schema_requires():
    assert CFF["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= CFF.keys() and CFF["type"] in ("software", "dataset")
    preferred = CFF["preferred-citation"]
    assert {"type", "title", "authors"} <= preferred.keys()
    assert all("name" in author or "family-names" in author for author in CFF["authors"] + preferred["authors"])


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
