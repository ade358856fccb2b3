"""What stands in front of posdash: the example in deploy/ works, and one that does not is named."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser import nginx
from browser.conftest import PATIENCE
from browser.nginx import Proxy
from browser.server import ROOT, Server
from browser.steps import PHONE, TOLERATED, begin, enter, put, saved
from posdash.rounds import links
from posdash.web.threshold import NO_WAY_THROUGH
from world.company import ADMINISTRATOR, bank, groups, opened

EXAMPLE = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
WITHOUT_UPGRADE = """
server {
  listen 443 ssl; ssl_certificate /etc/ssl/posdash.pem; ssl_certificate_key /etc/ssl/posdash.key;
  location / {
    proxy_pass http://127.0.0.1:8501;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  }
}
"""
CUT = ("WebSocket connection", "WebSocket onerror")  # what the console says of one
AWAY = (*TOLERATED, "404 ()", "502 ()")  # HTTP/2 has no words for it


@pytest.fixture(scope="session")
def nginx_path(tmp_path_factory) -> Path:
    """An nginx that starts."""
    try:
        return nginx.find(tmp_path_factory.mktemp("nginx"))
    except nginx.NoNginx as none:
        pytest.fail(str(none), pytrace=False)


@pytest.fixture
def behind(nginx_path, tmp_path, monkeypatch) -> Iterator[Callable[[str], tuple[Proxy, Server]]]:
    """`behind(configuration)` is posdash behind an nginx, and the server itself."""
    proxy = Proxy(nginx_path, tmp_path)
    one = Server(tmp_path, POSDASH_URL=proxy.url)
    monkeypatch.setenv("POSDASH_DATABASE_URL", one.database_url)
    monkeypatch.setenv("POSDASH_URL", proxy.url)
    one.set_up()

    def serve(configuration: str) -> tuple[Proxy, Server]:
        one.start()
        proxy.start(configuration, one.port)
        return proxy, one

    yield serve
    proxy.stop()
    one.stop()


def team_link() -> str:
    """The link of a team in an open round of one question."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank("pace"), asks_aim=False)
    return links.team_links(ADMINISTRATOR, survey_round.id)[0].url


def test_the_example_passes_pages_on_over_http_2_and_no_log_holds_a_link(
    behind, open_page, settled
):
    proxy, server = behind(EXAMPLE)
    link = team_link()
    phone = open_page(*PHONE, tolerate=AWAY, ignore_https_errors=True)
    enter(phone, link, settled)
    begin(phone, settled)
    put(phone, "now", 2)
    how = "performance.getEntriesByType('navigation')[0].nextHopProtocol"
    assert phone.evaluate(how) == "h2"
    expect(phone.get_by_role("alert")).to_have_count(0)
    secret = link.rsplit("/", 1)[1]
    phone.goto(link.replace(proxy.url, proxy.open_url))
    server.stop()
    for path in (f"/i/{secret}", f"/%69/{secret}", f"/in/{secret}", f"/setup/{secret}", "/answer"):
        assert phone.goto(proxy.url + path).status == 502
    assert "/answer" in proxy.logged
    assert "_stcore/stream" in proxy.logged
    assert secret not in proxy.logged


def test_a_connection_that_was_cut_comes_back_by_itself_and_nothing_is_lost(
    behind, open_page, settled
):
    assert "proxy_read_timeout 120s;" in EXAMPLE
    behind(EXAMPLE.replace("proxy_read_timeout 120s;", "proxy_read_timeout 4s;"))
    phone = open_page(*PHONE, tolerate=(*AWAY, *CUT), ignore_https_errors=True)
    enter(phone, team_link(), settled)
    begin(phone, settled)
    put(phone, "now", 2)
    with phone.expect_websocket(timeout=PATIENCE * 1000):
        pass
    put(phone, "now", 5)
    expect(saved(phone, "now")).to_have_text("Saved")
    expect(phone.get_by_role("alert")).to_have_count(0)


def test_where_connections_are_not_passed_on_the_page_says_so_and_what_to_do(behind, open_page):
    behind(WITHOUT_UPGRADE)
    phone = open_page(*PHONE, tolerate=(*AWAY, *CUT), ignore_https_errors=True)
    phone.goto(team_link())
    phone.get_by_role("button").click()
    expect(phone.get_by_role("alert")).to_have_text(NO_WAY_THROUGH)
