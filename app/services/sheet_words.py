"""What the words of a sheet mean in the plan in force: choices, levels, yes and no. No store, no files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from app.plan.plan import Choice, Plan
from app.services.roster_values import alike

_SCHOOLS_SAY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "talk_way": {
        "face": ("面谈", "当面谈话", "面对面", "线下", "当面交流"),
        "phone": ("电话谈话", "打电话", "电话沟通", "语音", "语音通话"),
        "video": ("视频谈话", "视频通话", "线上视频", "腾讯会议"),
        "written": ("书信", "邮件", "文字"),
    },
    "parent_way": {
        "phone": ("打电话", "电话沟通", "电话联系", "通话", "语音", "语音通话", "视频通话", "视频"),
        "message": ("微信", "短信", "QQ", "信息", "微信沟通", "微信联系"),
        "letter": ("信函", "邮寄", "告知书", "寄信"),
        "came": ("到校", "来校", "面谈", "当面", "到校面谈", "来校面谈", "家长来校", "请家长到校"),
        "home_visit": ("上门", "上门家访", "入户"),
    },
    "relation": {
        "father": ("父", "爸爸", "父子", "父女"),
        "mother": ("母", "妈妈", "母子", "母女"),
        "grandparent": ("爷爷", "奶奶", "外公", "外婆", "祖父", "祖母", "外祖父", "外祖母", "姥姥", "姥爷"),
        "other": ("哥哥", "姐姐", "叔叔", "姑姑", "舅舅", "阿姨", "姨", "其他", "亲戚"),
    },
    "attitude": {"cooperates": ("积极配合", "支持", "理解", "非常配合"), "refuses": ("不配合", "拒不配合")},
}
"""Words met in schools' ledgers for the choices of the plan, besides the plan's own labels."""
_YES = frozenset(
    {"是", "有", "已", "√", "✓", "✔", "y", "yes", "true", "对", "1", "已告知", "已请", "已录音", "知情", "知道"}
)
_NO = frozenset(
    {
        "否",
        "无",
        "没有",
        "未",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "0",
        "不",
        "未告知",
        "未录音",
        "不知情",
        "不知道",
    }
)
_COLOURS = ("红", "橙", "黄", "蓝")  # gravest first: the state's order of warnings (Emergency Response Law)
_DIGITS = str.maketrans("123456789", "一二三四五六七八九")
_ROMAN = {"i": "一", "ii": "二", "iii": "三", "iv": "四", "v": "五"}
_MORE = re.compile(r"(色|级|级别|预警|关注|干预|危机|学生|对象)*")  # what a level may be followed by
_BETWEEN = r"[、,，;；/|\s+]+"


def yes_or_no(text: str) -> bool | None:
    """What a cell answers; None where it is neither."""
    word = alike(text)
    return True if word in _YES else False if word in _NO else None


def split_words(text: str) -> list[str]:
    """The several words of one cell."""
    return [word for word in re.split(_BETWEEN, text) if word]


class PlanWords:
    """The words of the plan's lists that are open for new records."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._exact: dict[str, dict[str, str]] = {}
        self._levels: dict[str, str] = {}

    def exactly(self, listed: str, word: str) -> str:
        """The id that a word is a name of: label, English label, id, or what schools say for it; else ""."""
        if listed not in self._exact:
            open_choices = self._open(listed)
            known = {alike(said): c.id for c in open_choices for said in _SCHOOLS_SAY.get(listed, {}).get(c.id, ())}
            self._exact[listed] = known | {alike(w): c.id for c in open_choices for w in (c.id, c.en, c.label)}
        return self._exact[listed].get(alike(word), "")

    def roughly(self, listed: str, word: str) -> str:
        """The one id whose label stands in the word or has it within; "" for none and for several."""
        bare = alike(word)
        if len(bare) < 2:
            return ""
        found = {c.id for c in self._open(listed) if alike(c.label) in bare or bare in alike(c.label)}
        return found.pop() if len(found) == 1 else ""

    def choice(self, listed: str, word: str) -> tuple[str, bool]:
        """The id for a word and whether the choice says all that the word does; ("", False) for none."""
        exact = self.exactly(listed, word)
        return (exact, True) if exact else (self.roughly(listed, word), False)

    def choices(self, listed: str, text: str) -> tuple[list[str], bool]:
        """The ids that a cell of several words names, and whether they say all of it."""
        whole = self.exactly(listed, text)
        if whole:
            return [whole], True
        found = [self.choice(listed, word) for word in split_words(text)]
        return list(dict.fromkeys(i for i, _ in found if i)), all(faithful for _, faithful in found)

    def occasions(self, text: str) -> tuple[list[str], bool]:
        """Occasions by their own names or by those of the circumstances that oblige them."""
        words = [text] if self._occasion(text)[1] else split_words(text)
        found = [self._occasion(word) for word in words]
        return list(dict.fromkeys(i for i, _ in found if i)), all(faithful for _, faithful in found)

    def _occasion(self, word: str) -> tuple[str, bool]:
        must = "必谈"
        for spelled in (word, word.removesuffix("谈话"), f"{word}{must}"):
            if exact := self.exactly("occasion", spelled):
                return exact, True
        for listed in ("circumstance", "occasion"):
            identity, _ = self.choice(listed, word.removesuffix(must))
            if identity:
                return (self.plan.circumstances[identity] if listed == "circumstance" else identity), False
        return "", False

    def level(self, text: str) -> str:
        """The level that a cell names; "" where it names none, or more than one."""
        if text not in self._levels:
            words = [word for word in re.split(r"[()\[\]【】·・:;,、/\s]+", _wide(text)) if word]
            exact = self.exactly("level", text)
            found = {exact} if exact else {level for word in words if (level := self._level(word))}
            self._levels[text] = found.pop() if len(found) == 1 else ""
        return self._levels[text]

    def _level(self, word: str) -> str:
        exact = self.exactly("level", word)
        bare = _ordinal(word).removesuffix("色")
        if exact or not bare:
            return exact
        parts = {c.id: [_ordinal(part) for part in _parts(c.label)] for c in self._open("level")}
        for fits in (_begins, _says_more):
            found = [i for i, spelled in parts.items() if any(fits(part, bare) for part in spelled)]
            if found:
                return found[0] if len(found) == 1 else ""
        return self._coloured(bare, [part for spelled in parts.values() for part in spelled])

    def _coloured(self, bare: str, parts: Iterable[str]) -> str:
        """A colour by its place in the customary order, where the plan's own labels speak of none."""
        rank = _COLOURS.index(bare[0]) if bare[0] in _COLOURS else len(_COLOURS)
        levels = self._open("level")
        if rank >= len(levels) or any(part.startswith(_COLOURS) for part in parts):
            return ""
        return levels[rank].id if re.fullmatch(r".(色|牌)?(预警|级|关注)?", bare) else ""

    def labels(self, listed: str, language: str) -> str:
        """All that may be written, for a sentence."""
        named = (c.en if language == "en" else c.label for c in self._open(listed))
        return ("; " if language == "en" else "；").join(named)  # a label may have commas of its own

    def _open(self, listed: str) -> Sequence[Choice]:
        return [c for c in self.plan.lists.get(listed, ()) if not c.retired]


def _wide(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _ordinal(word: str) -> str:
    """As compared, with 1级 and Ⅰ级 as 一级."""
    bare = alike(word)
    roman = bare.removesuffix("级")
    return bare.replace(roman, _ROMAN[roman], 1) if roman in _ROMAN else bare.translate(_DIGITS)


def _parts(label: str) -> list[str]:
    """一级·紧急干预 is known by either half."""
    return [part for part in re.split(r"[·・:\s()\-—/]+", _wide(label)) if part]


def _begins(part: str, word: str) -> bool:
    return part.startswith(word)


def _says_more(part: str, word: str) -> bool:
    """A word that says more than the label: 红色预警 where the plan says 红色."""
    return len(part) > 1 and word.startswith(part) and _MORE.fullmatch(word, len(part)) is not None
