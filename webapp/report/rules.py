"""What a report's own words tell: its kind, whether life is in danger, whether it is about a unit.

Nobody has to know which kind they bring (C7); the desk corrects what these simple rules get wrong.
"""

import re

_DANGER = re.compile(
    r"被困|困人|困在|关人|着火|起火|冒烟|失火|漏气|煤气味|燃气味|天然气味|煤气|触电|漏电|爆炸|爆裂|坍塌|塌了|要塌|掉下来"
    r"|坠落|坠物|倒塌|要倒了|晕倒|昏迷|窒息|中毒|溺水|落水|摔伤|受伤|流血|救命|跳楼|轻生|明火|火警|烧起来"
    r"|[燃天然]气.{0,3}(漏|泄|味)|电线.{0,4}(掉|断|垂)|井盖.{0,4}(没了|不见|丢|缺失)|被卡|夹住|trapped|fire|smoke|gas leak|smell gas|electric shock|collapse",
    re.IGNORECASE,
)
_CHILD = re.compile(
    r"小孩|孩子|儿童|婴儿|娃|宝宝|小朋友|小学生|幼儿(?!园)|未成年|child|baby|kid", re.IGNORECASE
)
_CHILD_AT_RISK = re.compile(
    r"困|丢|走失|失踪|掉|摔|砸|烫|伤|危险|不安全|夹|卡住|触|绊|打骂|锁在|trapped|lost|hurt|danger",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(投诉|举报|骂人|骂我|态度|乱收费|不作为|吃回扣|打人|威胁|报复|推诿|敷衍).{0,20}(物业|保安|管家|工作人员|维修工|电工|居委|社区|街道|网格员)"
    r"|(物业|保安|管家|工作人员|维修工|电工|居委|社区|街道|网格员).{0,20}(骂|态度|乱收费|不作为|打人|威胁|报复|推诿|敷衍|收钱|要钱)"
)
_PRAISE = re.compile(
    r"^(表扬|感谢|谢谢|点赞)|(表扬一下|特别感谢|非常感谢|要表扬|送锦旗)|^thank", re.IGNORECASE
)
_FAULTY = re.compile(r"坏|不亮|漏|堵|破|停(?!车)|没人管|没修|不行|断|掉")
_QUESTION = re.compile(
    r"[?？]\s*$|^(请问|想问|问一下|咨询)|(怎么办理|在哪办|什么时候能)|^(how|when|where|what|who)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(希望|建议|能不能|能否|可不可以|想要|请求|申请)|(希望能|建议在|能不能加|could you|please add)",
    re.IGNORECASE,
)


def kind_of(text: str) -> str:
    """fault, request, question or praise, from the words; a fault unless they clearly say otherwise."""
    if _PRAISE.search(text) and not _FAULTY.search(text):
        return "praise"
    if _REQUEST.search(text) and not _FAULTY.search(text):
        return "request"
    if _QUESTION.search(text) and not _FAULTY.search(text):
        return "question"
    return "fault"


def endangers_life(text: str) -> bool:
    """Whether the words speak of people trapped, fire, gas, shock, injury, or a child at risk (safety.md 1)."""
    return bool(_DANGER.search(text)) or bool(_CHILD.search(text) and _CHILD_AT_RISK.search(text))


def is_about_unit(text: str) -> bool:
    """Whether the words complain about those who would get the ticket (safety.md 4)."""
    return bool(_ABOUT.search(text))


def summary_of(text: str, photos: int, voice: bool = False) -> str:
    """The line by which lists show a report; `photos` counts the voice note too."""
    line = " ".join(text.split())
    if not line:
        seen = [f"{photos - voice} 张照片"] if photos > voice else []
        return f"（{'、'.join(seen + ['一段语音'] * voice)}，没有文字）"
    return line if len(line) <= 60 else f"{line[:59]}…"
