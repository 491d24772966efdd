"""The program's sentences in the language of the resident who reads them: written in Chinese, English by the catalogue.

Desks write their refusals once, in Chinese; only the resident's pages turn them, so that staff always read Chinese.
"""

from flask_babel import gettext


def said(sentence: str, otherwise: str = "") -> str:
    """The sentence as this reader has it; for one that the catalogue does not know, `otherwise` if that is known."""
    turned = str(gettext(sentence)) if sentence else sentence
    if turned != sentence or not otherwise:
        return turned
    known = str(gettext(otherwise))
    return known if known != otherwise else sentence
