"""The words that stand over the columns of rosters, and what each of them means."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from app.sheets.cells import visible

ID_CARD = "id_card"
"""The field of a column that is recognised in order to be left out."""

# In this order: the first that matches the whole label wins.
_FIELDS: tuple[tuple[str, str], ...] = (
    (ID_CARD, r".*(身份证|证件号|证件类|身份号|护照).*"),
    ("former_numbers", r"(原|曾用|旧|历史|以前的?)学(籍)?号"),
    ("number", r"(学生)?学号|学生编号|学号[（(].*|student(id|no\.?|number)"),
    ("number_second", r"学籍号|学生号"),
    ("name", r"(学生|本人|同学)?姓名|名字|学生名字|学生|name|studentname"),
    ("sex", r"性别.*|sex|gender"),
    ("college_class", r"(学院|院系|系部)[/、,和及\-]?(专业)?(行政)?班级|所在单位"),
    (
        "college",
        r"(所在|所属|就读)?(二级)?(学院|院系|院部|系部|分院|院\(系\)|学院\(系\)|院系部)(名称|全称)?|college",
    ),
    ("college_second", r"(所在)?校区"),
    ("class_name", r"(所在|所属|现)?(专业)?(行政|教学)?班(级|别)?(名称|全称)?|class"),
    ("cohort", r"(所在|入学|当前)?年级|入学年(份|度|级)|届别|级别|年级\(届\)|grade|cohort"),
    ("entered_on", r"(入学|入校|报到|注册)(日期|时间|年月|年月日)"),
    (
        "entry_kind",
        r"(录取|入学|招生|生源|升学|考生|录取考生)(类型|方式|类别|形式|途径)|学生(类型|类别)|entrykind",
    ),
    ("status", r"(学籍|学生|在校|在籍|就读|当前)(状态|情况|状况)|状态|status"),
    ("bed", r"(宿舍|寝室)?床(位|号|位号|铺号|铺)"),
    (
        "building",
        r"(宿舍|所住|住宿|所在)?(楼栋|楼号|楼宇|宿舍楼|公寓|公寓楼|楼|园区|楼栋号|栋号|楼幢)(号|名称|名)?",
    ),
    ("room", r"(宿舍|寝室|住宿|公寓)?(房间|寝室|宿舍|室|房|寝|舍)(号|号码|名称|地址|信息|情况|\(.*\))?"),
    (
        "room",
        r"(住宿|宿舍|寝室|住址)(地点|地址|位置|信息|楼室|安排|情况)|校内(住宿|住址|宿舍)(地址)?|dorm(itory)?|room",
    ),
    (
        "hardship",
        r".*(困难|贫困|资助)(等级|类型|级别|认定|情况|程度|档次).*|是否(困难|贫困).*|(家庭)?经济(困难|情况|状况).*",
    ),
    ("remarks", r"备注.*|其他(说明|情况)?|说明|remarks?"),
)
_SHAPES = tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in _FIELDS)
_OTHERS = re.compile(r"辅导员|班主任|导师|教师|老师|班长|宿管|室友|负责人|舍长|寝室长|宿舍长|介绍人")
_PERSONS: tuple[tuple[str, str], ...] = (
    ("emergency", r"紧急|应急"),
    ("家长", r"父母|家长|家属|亲属|家庭|家人|联系人"),
    ("监护人", r"监护"),
    ("祖父", r"祖父|爷爷"),
    ("祖母", r"祖母|奶奶"),
    ("外祖父", r"外公|外祖父|姥爷"),
    ("外祖母", r"外婆|外祖母|姥姥"),
    ("父亲", r"父|爸"),
    ("母亲", r"母|妈"),
    ("配偶", r"配偶|丈夫|妻子"),
    ("student", r"本人|学生|同学|个人|自己|基本信息"),
)
PHONE_LABEL = re.compile(r"电话|手机|联系方式|联络方式|联系号码|phone|mobile|tel", re.IGNORECASE)
NOT_ASKED = re.compile(
    r"单位|职业|职务|年龄|学历|地址|住址|邮箱|微信|QQ|邮编|政治|民族|户口|收入|宿舍|寝室|出生", re.IGNORECASE
)


def label_of(text: str) -> str:
    """A header cell as compared: NFKC, no white space, no star or colon."""
    return re.sub(r"[\s*:★☆]", "", unicodedata.normalize("NFKC", visible(text[:100])))


@lru_cache(maxsize=8192)
def field_of(label: str) -> str:
    """The field one label names by itself, empty where it names none."""
    bare = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", label)
    for candidate in (label, bare):
        for name, shape in _SHAPES:
            if shape.fullmatch(candidate):
                return name
    return ""


@lru_cache(maxsize=8192)
def person_of(label: str) -> str:
    """Whom a label or a group heading speaks of; two fathers or 家长2 differ by their digit."""
    if _OTHERS.search(label):
        return "other"
    for who, shape in _PERSONS:
        if re.search(shape, label):
            return who + "".join(re.findall(r"[1-3一二三](?=$|\D)", label))[:1]
    return ""
