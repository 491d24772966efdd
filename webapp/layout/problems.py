"""Every refusal as a page in the dress of its room: what happened, what is safe, what to do, what was typed."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webapp.base.errors import Problem
from webapp.layout.rooms import room_of
from webapp.layout.said import said

log = logging.getLogger("mashang.problems")


@dataclass(frozen=True)
class Saying:
    """What a status says when the problem brings no words of its own."""

    heading: str
    sentence: str
    what_to_do: str


SAYINGS: Mapping[int, Saying] = {
    400: Saying("这一页没看懂", "发来的内容不完整，什么都没有改。", "请回到刚才那页再试一次。"),
    401: Saying("请先登录", "您的登录到时间了，没提交的字还在刚才那页。", "重新登录后再试。"),
    403: Saying("这一步不归您", "您的岗位不能做这一步，什么都没有改。", "需要的话，请找值班长或管理员。"),
    404: Saying("没有找到这一页", "网址可能不完整，或者这一页已经不在了。", "请核对网址，或从首页重新进。"),
    405: Saying("这一页不能这样打开", "网址是对的，打开的方式不对。", "请从页面上的按钮进。"),
    409: Saying("情况变了", "您填写的时候，别人已经先办了一步。", "请看看最新的情况再决定。"),
    413: Saying("太大了，没收下", "发来的东西超过了 130 MB。", "照片一次最多 4 张，每张不超过 25 MB。"),
    422: Saying("还差一点", "有几项要改一改，您写的都还在。", "改好再提交一次。"),
    429: Saying("太快了，歇一下", "短时间里来得太多，先停一停。", "过一分钟再试；着急请打热线。"),
    500: Saying(
        "我们这边出错了",
        "这次没有办成，已经记下来去查。您写的没有丢在路上的，请再提交一次。",
        "还不行就打热线。",
    ),
}
LOOK_AGAIN = "请看看最新的情况，再决定要不要继续。"
BACK = "回到刚才那页"
NOT_DONE = "这一步没有办成"
SECRET_FIELDS = frozenset(
    {"csrf_token", "once", "version", "password", "again", "present", "next", "report_id", "code"}
)


Skins = Mapping[str, Callable[[Exception], Response]]


def answer_problems(app: Flask, skins: Skins) -> None:
    """Answer problems of the program, of the protocol and our own mistakes: as pages, or as the skin of an address does.

    `skins` gives the beginning of an address, such as `/api/`, and who answers there.
    """

    @app.errorhandler(Exception)
    def refuse(error: Exception) -> tuple[str, int] | Response:
        skin = next((skin for start, skin in skins.items() if request.path.startswith(start)), _as_page)
        return skin(error)


def _as_page(error: Exception) -> tuple[str, int] | Response:
    if isinstance(error, Problem):
        return _problem(error)
    if isinstance(error, CSRFError):
        return _forged()
    return _http(error) if isinstance(error, HTTPException) else _mistake(error)


def typed_words() -> dict[str, str]:
    """What the person had typed, to be shown again; never hidden fields or secrets."""
    try:
        form = request.form
    except HTTPException:
        return {}
    return {k: v for k, v in form.items() if k not in SECRET_FIELDS and v.strip()}


def problem_page(
    status: int, sentence: str | None = None, heading: str | None = None, what_to_do: str | None = None,
    typed: Mapping[str, str] | None = None, back_url: str | None = None,
) -> tuple[str, int]:  # fmt: skip
    """The page of a refusal."""
    saying = SAYINGS.get(status, SAYINGS[500 if status >= 500 else 400])
    dress = room_of(request.path)
    read = said if dress.name == "resident" else str
    back, back_label = (back_url, BACK) if back_url else _way_back(dress.name)
    page = render_template(
        "layout/error.html", room=dress.name, status=status, heading=read(heading or saying.heading),
        sentence=read(sentence or saying.sentence), what_to_do=read(saying.what_to_do if what_to_do is None else what_to_do),
        typed=typed if typed is not None else typed_words(), back_url=back, back_label=read(back_label), bare=status in {401, 500},
        **dress.context(),
    )  # fmt: skip
    return page, status


def _way_back(room: str) -> tuple[str, str]:
    """Where the button leads, and its words: the page before, if it was ours, else where the room begins."""
    here = request.referrer or ""
    if here.startswith(request.host_url) and here != request.url:
        return here, BACK
    return ("/desk/", "回工作台") if room == "desk" else ("/", "回首页")


def _problem(problem: Problem) -> Response:
    what = LOOK_AGAIN if problem.status == 409 else None
    heading = None
    if problem.status == 403:  # who refuses says whom to ask; residents have no post that lacks a right
        what, heading = "", NOT_DONE if room_of(request.path).name == "resident" else None
    answer = make_response(problem_page(problem.status, problem.sentence, heading, what))
    if "retry_after" in problem.data:
        answer.headers["Retry-After"] = str(problem.data["retry_after"])
    return answer


def _forged() -> tuple[str, int]:
    return problem_page(
        400,
        "这一页开得太久，安全凭证过期了，什么都没有改。您写的在下面。",
        "这一页过期了",
        "复制您写的，回去刷新再提交。",
    )


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # a redirect is an answer, not a problem
    answer = make_response(problem_page(error.code or 500))
    answer.headers.update(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return answer


def _mistake(error: Exception) -> tuple[str, int]:
    log.error("unhandled %s at %s", type(error).__name__, request.endpoint, exc_info=error)
    number = g.get("request_id")
    return problem_page(500, what_to_do=f"还不行就打热线，报这个编号：{number}。" if number else None)
