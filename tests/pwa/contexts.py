"""Invented contexts, as rich as the pages can be: every branch of every resident template is in one of them."""

from types import SimpleNamespace as Facts
from typing import Any

DRESS: dict[str, Any] = {
    "lang": "zh", "large": False, "switch_large_url": "?large=1", "switch_lang_url": "?lang=en", "hotline": "010-5550-1234",
}  # fmt: skip
EMERGENCY = [
    Facts(label="火警、被困", tel="119"),
    Facts(label="急救", tel="120"),
    Facts(label="燃气抢修", tel="96777"),
]
TILES = [
    ("light", "灯", "Lights", "bulb", False), ("rubbish", "垃圾", "Rubbish", "trash", False),
    ("lift", "电梯", "Lift", "elevator", True), ("utility", "水电气", "Water, power, gas", "droplet-bolt", True),
    ("gate", "门禁", "Door lock", "lock-access", False), ("parking", "停车", "Parking", "parking", False),
    ("noise", "噪音", "Noise", "volume", False), ("other", "其他", "Other", "no such icon", False),
]  # fmt: skip


def door(**more: Any) -> dict[str, Any]:
    page = {
        "place": "新街坊30号院 5号楼 2单元", "code": "k7mq2xw9", "short_code": "XJ-7K4M", "domain": "shuo.example.cn",
        "tiles": [Facts(code=c, name=n, name_en=e, icon=i, danger=d) for c, n, e, i, d in TILES],
        "emergency": EMERGENCY, "report_id": "4b5f6a52-6a3c-4f0e-9a64-0d4a4f1e7a01", "hotline": "010-5550-1234",
        "consent_version": "2025-1", "wrong_code_url": "/q/k7mq2xw9?about=plate", "typed": {}, "errors": {},
        "neighbours": [neighbour(n, joined=n == 1) for n in range(2)],
    }  # fmt: skip
    return {**DRESS, "action_url": "/q/k7mq2xw9", "page": Facts(**{**page, **more})}


def neighbour(number: int, *, joined: bool = False) -> Facts:
    return Facts(
        ticket_id=f"00000000-0000-4000-8000-00000000000{number}", report_id=f"00000000-0000-4000-9000-00000000000{number}",
        class_name="电梯", state_words="正在修", day_words="昨天", joined=joined,
    )  # fmt: skip


WRONG_DOOR = door(
    errors={"text": "说一句怎么回事，或者拍一张照片。", "phone": "这个电话好像少了一位。", "consent": "请勾一下“同意”。",
            "photos": "有一张照片打不开。", "category": "没有这一类。"},
    typed={"text": "<script>alert(1)</script>", "phone": "1381234567", "category": "lift", "confidential": "1", "report_id": "abc"},
)  # fmt: skip

PHOTO = Facts(small="/photo/1", large="/photo/2", alt="楼道灯的照片")
ACTS = ("answer_meeting", "verdict", "object", "word", "cancel", "disown", "erase")


def entry(words: str, **more: Any) -> Facts:
    facts = {"when_words": "今天 10:42", "when": "2025-11-21T10:42:00+08:00", "who": None, "note": None}
    return Facts(words=words, **{**facts, "before": None, "after": None, **more})


NO_MORE: dict[str, Any] = {
    "may_stand_in": False, "in_vain": False, "stand_in": None, "map_url": None, "minutes": None, "has_time": False,
    "is_ahead": True, "sign": None,
}  # fmt: skip


def tracking(*acts: str, **more: Any) -> dict[str, Any]:
    view = {
        "number": "1121-0007", "place": "新街坊30号院 5号楼 2单元", "lamp": "calm", "state_words": "新街物业接单了",
        "due_words": "最晚 11月28日 18:00 前办完", "next_word_words": "最晚明天 18:00 给您回话", "next_word_late": False, "safe": (2, 3),
        "holder": Facts(name="新街物业", post="维修班班长", phone="010-5550-2222"),
        "said": Facts(text="三楼的灯不亮", category="灯", when_words="今天 10:30", photos=(PHOTO,), voices=()), "others": 2,
        "invitation": Facts(id="i1", place="物业服务站", slots=(Facts(id="1", words="周六 10:00"),), answer_words=None,
                            may_decline=True, may_propose=True, **NO_MORE | {"may_stand_in": True, "map_url": "https://uri.amap.com/marker"}),
        "verdict_words": None, "needs_code": True, "done": None, "errors": {}, "typed": {},
        "timeline": (entry("办好了", who="王师傅", note="换了灯泡", before=PHOTO, after=PHOTO), entry("已转给新街物业")),
        "milestones": (Facts(name="管道到货", when_words="11月20日办到了", done=True), Facts(name="开始施工", when_words="计划12月1日", done=False)),
        "actions": {act: f"/t/token/{act}" for act in acts},
    }  # fmt: skip
    return {**DRESS, "view": Facts(**{**view, **more})}


ALL_ERRORS = {f"{act}.code": "不对，还可以再试 4 次。" for act in ("answer_meeting", "verdict", "object", "cancel", "erase")} | {
    "verdict.solved": "选一个。", "verdict.satisfaction": "选一个。", "verdict.text": "太长了。", "object.text": "说说为什么。",
    "word.text": "写一句。", "answer_meeting.proposal": "写个时间。", "answer_meeting.answer": "这个时间刚被占了。",
}  # fmt: skip
RECEIPT = {
    **DRESS, "number": "1121-0007", "query_code": "4821", "place": "新街坊30号院 5号楼 2单元", "track_url": "/t/token",
    "next_word_words": "最晚明天 18:00 给您回话", "safe": (1, 2), "not_kept": ("第 2 张照片打不开，没有收下。",),
    "emergency": EMERGENCY,
}  # fmt: skip
GONE = {**DRESS, "place": None, "domain": "shuo.example.cn", "query_url": "/t/", "emergency": EMERGENCY}
QUERY = {**DRESS, "action_url": "/t/", "typed": {}, "errors": {}}
PLAIN = tracking(
    holder=None, invitation=None, due_words=None, next_word_words=None, verdict_words="您说：已解决，满意。", lamp="done",
    said=Facts(text="", category=None, when_words="今天", photos=(), voices=()), others=0, timeline=(), done="记下了。", safe=(0, 0),
)  # fmt: skip
MET = tracking(
    "word",
    invitation=Facts(
        id="i",
        place="物业",
        slots=(),
        answer_words="约好了：周六 10:00",
        may_decline=True,
        may_propose=True,
        **NO_MORE | {"may_stand_in": True, "in_vain": True, "stand_in": "我儿子小李", "has_time": True},
    ),
    lamp="late",
)
MINUTES = tracking(
    "minutes",
    invitation=Facts(
        id="i", place="物业", slots=(), answer_words="见过面了。", may_decline=False, may_propose=False,
        **NO_MORE | {"minutes": Facts(words="看过灯", promises=("换好灯（张师傅，11月25日前）",),
                                      wish=("换新灯", "换灯泡", "灯是好的"), said=None, is_right=False)},
    ),
    errors={"minutes.text": "请说说哪里不对。", "minutes.code": "不对。"},
)  # fmt: skip

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "door": ("plate/door.html", door()),
    "door alone": ("plate/door.html", door(neighbours=[], emergency=[], wrong_code_url=None)),
    "door with errors": ("plate/door.html", WRONG_DOOR),
    "door large": ("plate/door.html", door() | {"large": True}),
    "tracking": ("screen/tracking.html", tracking(*ACTS)),
    "tracking with errors": ("screen/tracking.html", tracking(*ACTS, errors=ALL_ERRORS)),
    "tracking known": ("screen/tracking.html", tracking(*ACTS, needs_code=False)),
    "tracking minutes with errors": ("screen/tracking.html", MINUTES),
    "tracking done": ("screen/tracking.html", PLAIN),
    "tracking met": ("screen/tracking.html", MET),
    "receipt": ("screen/receipt.html", RECEIPT),
    "query": ("screen/query.html", QUERY),
    "query with errors": ("screen/query.html", QUERY | {"errors": {"query.number": "没查到。", "query.code": "四个数字。"}}),
    "revoked": ("screen/code_gone.html", GONE | {"reason": "revoked", "place": "新街坊30号院"}),
    "unknown": ("screen/code_gone.html", GONE | {"reason": "unknown"}),
}  # fmt: skip
