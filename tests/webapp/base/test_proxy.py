"""Whose word about the other end is taken."""

import pytest
from flask import Flask, request

from webapp.base.proxy import BehindProxy

TOLD = {
    "X-Forwarded-For": "6.6.6.6, 8.8.8.8",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "ms.example.cn",
}


@pytest.fixture
def client():
    app = Flask(__name__)
    app.wsgi_app = BehindProxy(app.wsgi_app)
    app.add_url_rule("/", view_func=lambda: [request.remote_addr, request.scheme, request.host])
    return app.test_client()


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_proxy_on_this_machine_says_who_asks(client, peer):
    answer = client.get("/", headers=TOLD, environ_base={"REMOTE_ADDR": peer})
    assert answer.json == ["8.8.8.8", "https", "ms.example.cn"]


@pytest.mark.parametrize("peer", ["10.0.0.7", "9.9.9.9", "1270.0.0.1"])
def test_nobody_else_does(client, peer):
    answer = client.get("/", headers=TOLD, environ_base={"REMOTE_ADDR": peer})
    assert answer.json == [peer, "http", "localhost"]
