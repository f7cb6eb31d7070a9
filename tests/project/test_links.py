"""The weekly check of links: a link within the book that leads nowhere fails, one to another host is listed."""

import functools
import http.server
import threading
from pathlib import Path

import pytest

import links


class Host(http.server.BaseHTTPRequestHandler):
    """Another host, on which nothing is at /gone."""

    def do_GET(self):
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def host():
    """Return the address of another host."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=functools.partial(server.serve_forever, 0.01), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Return a function that writes a site whose first page has these links, and returns its folder."""

    def write(*addresses: str) -> Path:
        (tmp_path / "chapters").mkdir()
        found = "".join(f'<a href="{address}">x</a>' for address in addresses)
        (tmp_path / "index.html").write_text(f'<p id="top">{found}</p>', "utf8")
        place = '<p id="é">x</p><div data-bp1-widget="routes"></div><a href="../index.html#top">x</a>'
        (tmp_path / "chapters" / "one.html").write_text(place, "utf8")
        (tmp_path / "one.ipynb").write_text("{}", "utf8")
        monkeypatch.setattr(links, "SITE", tmp_path)
        return tmp_path

    return write


def test_links_that_lead_somewhere_are_not_mentioned(site, host):
    good = ("chapters/one.html", "chapters/one.html#%C3%A9", "chapters/one.html#routes-2?z=1_2", "one.ipynb", "#top")
    assert links.report(site(*good, f"{host}/there", "data:,", "mailto:a@b")) == ([], [])


@pytest.mark.parametrize("bad", ["gone.html", "chapters/one.html#gone", "chapters/one.html#zoo?c=1", "gone.ipynb"])
def test_a_link_within_the_book_that_leads_nowhere_fails(site, bad):
    site(bad)
    with pytest.raises(SystemExit) as said:
        links.main()
    assert said.value.code == f"1 links within the book lead nowhere:\n- {bad}, linked from index.html"


def test_links_to_other_hosts_that_fail_are_listed_and_nothing_more(site, host, capsys):
    site(f"{host}/gone", f"{host}/gone#place", f"{host}/there", "http://nowhere.invalid/")
    with pytest.raises(SystemExit) as said:
        links.main()
    first, second, third = capsys.readouterr().out.splitlines()
    assert said.value.code is None and first == "2 links to other hosts do not answer as they should:"
    assert second == f"- {host}/gone, linked from index.html: HTTP Error 404: Not Found"
    assert third.startswith("- http://nowhere.invalid/, linked from index.html: ")
