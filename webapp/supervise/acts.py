"""What can be done on a notice's page: one row for each form, how it is read, what it does, what is said then."""

from collections.abc import Mapping
from functools import partial

from webapp.layout.acts import Act
from webapp.supervise import answering, forms, judging
from webapp.supervise.words import Card

ACTS: Mapping[str, Act[object]] = {
    "sign": Act(forms.sign_order, answering.sign_notice, "签收了，发单的单位看得到。"),
    "accept": Act(forms.accept_order, judging.accept_reply, "验收通过，这份通知单办结了。"),
    "send_back": Act(forms.send_back_order, judging.send_back, "退回了，单位马上看得到。"),
    "postpone": Act(forms.postpone_order, judging.postpone, "期限改好了。"),
    "urge": Act(forms.card_order, partial(judging.give_card, card=Card.URGE), "催了，单位马上看得到。"),
    "yellow": Act(forms.card_order, partial(judging.give_card, card=Card.YELLOW), "黄牌发了。"),
    "red": Act(forms.card_order, partial(judging.give_card, card=Card.RED), "红牌发了。"),
    "drop": Act(forms.drop_order, judging.drop_proposal, "记下了，这次不发。"),
    "withdraw": Act(forms.withdraw_order, judging.withdraw, "撤销了，号码留着不再用。"),
}
"""All but the reply, which brings photos."""
