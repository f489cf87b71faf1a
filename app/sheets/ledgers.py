"""Last term's ledgers: talks and contacts with families, a row for each. What their words mean is not known here."""

from __future__ import annotations

import re

from app.sheets.student_list import StudentList, Vocabulary, read_student_list

_TALK = (
    ("when", r"(谈话|谈心|访谈|交流|约谈|谈心谈话)?(日期|年月日)(和时间|及时间|时间)?|when|date"),
    ("when", r"(谈话|谈心|访谈|交流|约谈|谈心谈话)?时间"),
    ("hour", r"(谈话|谈心|具体|起止|开始)?(时间|时刻|时段|起止时间)"),
    ("mode", r"(谈话|谈心|谈心谈话)?(类型|形式|人数类型)|个别(谈话)?(/|或)?集体(谈话)?|mode"),
    (
        "occasions",
        r"(谈话|谈心|谈心谈话|约谈)?(事由|缘由|原因|起因|主题|议题)|.*(八必谈|必谈).*|谈话(类别|目的)|类别|occasions?",
    ),
    ("way", r"(谈话|谈心|沟通|交流)?(方式|途径|渠道)|way"),
    ("place", r"(谈话|谈心|约谈)?(地点|场所|地址)|place"),
    ("risk", r".*(风险|初步判断|危机(等级|程度)|预警等级).*|是否(需要?)?上报|risk"),
    (
        "content",
        r"(谈话|谈心|交流|主要|谈心谈话)?(主要)?(内容|记录|纪要|概况|摘要)(记录|摘要|概要|纪要)?|谈话情况|content",
    ),
)
_CONTACT = (
    ("next_on", r"(下次|下一次|再次)(联系|沟通|回访)?(的)?(日期|时间)|nexton"),
    ("when", r"(沟通|联系|联络|家访|通话|来访|交流|家校沟通)?(日期|年月日)(和时间|及时间|时间)?|when|date"),
    ("when", r"(沟通|联系|联络|家访|通话|来访|交流|家校沟通)?时间"),
    ("hour", r"(沟通|联系|通话|具体|起止|开始)?(时间|时刻|时段|起止时间)"),
    (
        "person",
        r"(学生)?(家长|联系人|监护人|被联系人|受访人|沟通对象|联系对象)(信息)?(姓名|称呼)?|(家长|监护人).*姓名|姓名\(家长\)|person",
    ),
    ("relation", r".*(与|和)(学生|本人|该生)(的)?关系|关系|称谓|(家长|监护人)(信息)?(身份|关系)|relation"),
    (
        "reached",
        r"(是否|有无)?(已)?(联系上|接通|取得联系|联系成功|联系到)(家长)?(与否)?|(联系|接通|通话)(结果|状态)"
        r"|是否.*(联系上|接通|联系到).*|reached",
    ),
    ("way", r"(沟通|家校|家校沟通|交流|谈话|联络)?(方式|途径|形式|渠道)|way"),
    ("way", r"联系方式"),
    (
        "student_told",
        r".*(是否|有无).*(告知|通知)(过)?(学生|本人|该生).*|学生(是否)?(知情|知晓|知道).*|已?(事先)?告知学生",
    ),
    ("student_told_why", r"未.*告知(学生)?(的)?(原因|理由)"),
    ("asked_to_report", r".*(请|嘱咐|要求|提醒)家长.*(反馈|报告|告知|告诉).*"),
    (
        "learned",
        r"了解.*|(向家长)?了解(到)?的?.*|家长(反馈|反映|意见|回应|说明|介绍).*|(家庭|亲子|学生在家).*(情况|关系|状况|表现)",
    ),
    ("guidance", r".*(指导|建议).*"),
    ("attitude", r"(家长)?态度|家长(配合|支持)(程度|情况)?"),
    ("words", r"(家长)?原话.*"),
    ("second_person", r".*(在场|陪同|见证)(的)?(第二)?(人|人员|教师|老师).*|第二人"),
    ("recording", r".*录音.*"),
    ("agreed", r"(约定|商定|达成).*"),
    ("reported_to", r".*(报告|上报)(给|对象|至|何人).*"),
    (
        "told",
        r"(向家长)?(告知|通报|反馈|反映)(家长)?(的)?(内容|情况|表现|事项|学生.*|在校.*)?|(学生)?在校(表现|情况).*",
    ),
    ("talked", r"(沟通|联系|谈话|交流|家访|通话|主要)?(主要)?(内容|事由|情况|记录)(记录|摘要|概要)?"),
)


def _vocabulary(shapes: tuple[tuple[str, str], ...]) -> Vocabulary:
    return Vocabulary(tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in shapes))


TALKS, CONTACTS = _vocabulary(_TALK), _vocabulary(_CONTACT)


def read_talks(data: bytes, name: str) -> StudentList:
    """The rows of a ledger of talks (谈心谈话台账)."""
    return read_student_list(data, name, TALKS)


def read_contacts(data: bytes, name: str) -> StudentList:
    """The rows of a ledger of contacts with families (家校沟通台账)."""
    return read_student_list(data, name, CONTACTS)
