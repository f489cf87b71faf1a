"""The words of screening platforms: over columns, and in cells that say who took part, was valid, asked for contact."""

from __future__ import annotations

import re
import unicodedata

from app.sheets import cells

_LABELS: tuple[tuple[str, str], ...] = (
    (
        "day",
        r"(测评|测试|测验|筛查|普查|作答|答题|答卷|填写|提交|完成|结束|交卷)(答卷|问卷|测评)?的?(日期|时间)|日期|时间|date|time",
    ),
    ("class_name", r"(所在|所属|现)?(专业)?(行政|教学)?班(级|别)?(名称|全称)?"),
    (
        "asked",
        r".*(希望|想要?|需要|要求|主动).*(联系|约谈|咨询|帮助|辅导|面谈|谈话|求助).*|(主动)?求助(意愿|意向)?|希望老师联系.*",
    ),
    ("valid", r"(是否|作答|问卷|数据|答卷|测评|结果)*有效(性|与否|否)?|是否可信"),
    ("invalid", r"(是否)?(无效|作废|说谎)(问卷|作答|答卷|标记|标志)?|invalid"),
    ("lie", r"测谎(结果|情况|题|分)?|效度(结果|分)?|可信(度|性)|掩饰性?"),
    (
        "outcome",
        r"(测评|测试|筛查|参测|普查|完成|作答|答题|参加|参与)(状态|情况|状况|与否)|是否(参加|完成|参与|参测|作答|已测)"
        r"(测评|测试|普查|筛查)?|(缺测|未测|未参加|未参测|拒测|缺席)(原因|说明|情况)?|状态|备注|说明|status",
    ),
    ("stated", r"(筛查|测评|结果|预警|关注|评定|UPI|总分)?(类别|分类|类型|等级|级别)|(筛查|测评|评定)结果|所属类别"),
    (
        "total",
        r"(量表|问卷|测评|测试)?(总分|总得分|得分|总计|总分数|分数|合计|原始总分|粗分|原始分)(值|数)?|totalscore|score|total",
    ),
)
_SHAPES = tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in _LABELS)
_NUMBERS = (
    re.compile(r"(?:第)?(\d{1,3})(?:题|项|条)?"),
    re.compile(r"(?:题目?|问题|条目|项目|item|q|t|a)(?:第)?[_\-.#]?(\d{1,3})(?:题)?", re.IGNORECASE),
    re.compile(r"(?:第)?(\d{1,3})(?:题|项|条)?[.、．:：)）,，](.+)", re.DOTALL),
    re.compile(r"(?:题目?|item|q|t)[_\-.#]?(\d{1,3})[.、．:：)）](.+)", re.IGNORECASE | re.DOTALL),
)
_CODING = re.compile(r"(?<!\d)([01])\s*(?:分)?\s*[-—–~～至到]\s*([1345])\s*(?:分|级|计分|评分|点|$|[)）])")
_REFUSED = re.compile(r"拒|不愿|不同意|不参加|弃测|放弃|refus", re.IGNORECASE)
_UNABLE = re.compile(
    r"无法|不能|不便|休学|住院|患病|因病|生病|病假|入伍|参军|服役|失明|视障|交流(在外)?|出国|unable", re.IGNORECASE
)
_ABSENT = re.compile(
    r"缺测|缺席|缺考|未参加|未参与|未参测|没参加|未测|未做|未完成|未作答|未提交|未填|没做|没有做|请假|未开始|absent",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(已)?(完成|参加|参测|提交|作答|测评|做完|交卷|正常)(测评|测试)?|是|已测|taken|done|completed|yes|1|√",
    re.IGNORECASE,
)
_NO = re.compile(r"(否|不|无|没|未|暂不|暂无|暂时不|0|n|no|false|×|✕|x).*", re.IGNORECASE | re.DOTALL)
_INVALID = re.compile(r"无效|作废|不通过|未通过|没通过|不可信|失败|说谎|invalid", re.IGNORECASE)
_VALID = re.compile(r"有效|通过|可信|正常|valid", re.IGNORECASE)


def meaning_of(label: str) -> str:
    """What a column of this label says, "" for nothing that is asked for here."""
    bare = re.sub(r"\(.*?\)|（.*?）|\[.*?\]|【.*?】", "", label)
    for candidate in (label, bare):
        for name, shape in _SHAPES:
            if shape.fullmatch(candidate):
                return name
    return ""


def item_of(label: str, names: tuple[str, ...]) -> tuple[int, str]:
    """(number, text) of a label that is a question: 1, 第1题, Q1, PHQ9_1, 1、做事时…; (0, "") for no question."""
    for name in sorted(names, key=len, reverse=True):
        if label.casefold().startswith(name.casefold()) and len(label) > len(name):
            rest = label[len(name) :]
            if rest[0] in "_-#.:：第题qQ（(" or not name[-1].isdigit():
                label = rest.lstrip("_-#.:：（(").rstrip("）)")
                break
    for shape in _NUMBERS:
        if found := shape.fullmatch(label):
            return int(found[1]), found[2] if shape.groups > 1 else ""
    return 0, ""


def coding_of(text: str) -> str:
    """The coding that a heading states, as in (0-3分) or 1~5级评分; "" for none."""
    found = {f"{m[1]}-{m[2]}" for m in _CODING.finditer(unicodedata.normalize("NFKC", text[:200]))}
    return found.pop() if len(found) == 1 else ""


def outcome_of(text: str, label: str = "") -> str:
    """refused, unable, absent or taken by the words of a cell; "" where it says none of them.

    Under a label that asks whether (是否参加) no is absent.
    """
    said = cells.visible(text)
    for outcome, shape in (("refused", _REFUSED), ("unable", _UNABLE), ("absent", _ABSENT)):
        if shape.search(said):
            return outcome
    if label.startswith("是否") and said and _NO.fullmatch(said):
        return "absent"
    return "taken" if _DONE.fullmatch(said) else ""


def is_yes(text: str) -> bool:
    """Whether a cell says anything but no: in doubt a student has asked."""
    said = cells.free(text)
    return bool(said) and _NO.fullmatch(said) is None


def is_invalid(text: str, column: str) -> bool:
    """Whether a mark says that the answers do not count; 否 under 是否有效 does, 是 under 是否无效 too.

    Figures of a lie scale have no threshold here: only words count there.
    """
    said = cells.visible(text)
    if not said or _VALID.fullmatch(said):
        return False
    if _INVALID.search(said):
        return True
    if column == "valid":
        return _NO.fullmatch(said) is not None
    return column == "invalid" and (said == "1" or (not said.isdecimal() and is_yes(said)))


def day_of(text: str) -> str:
    """The day of a date or a moment as platforms write it; "" for an empty cell, "?" for what is none."""
    said = cells.visible(text)
    if not said:
        return ""
    found = re.match(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)", said) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", said
    )
    if found is None:
        return "?"
    day = cells.day(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")
    return day if len(day) == 10 else "?"
