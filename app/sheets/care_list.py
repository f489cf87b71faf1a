"""The list of students in particular care as colleges keep it. What a level is called is not known here."""

from __future__ import annotations

import re

from app.sheets.student_list import StudentList, Vocabulary, read_student_list

_SHAPES = (
    (
        "level",
        r"(现|目前|当前|问题|本周|拟定)?(关注|预警|危机|干预|心理)?(级别|等级|层级)|(关注|预警)(类别|程度|类型)|level",
    ),
    ("problems", r"(心理|主要|存在|学生)?问题(类型|类别|分类|种类)|problems?"),
    ("found_through", r"发现(途径|渠道|方式|来源)|(信息|情况)?来源|foundthrough"),
    ("from", r"(列入|纳入|关注|入库|建档|开始|起始|列为关注|上报|认定)(关注)?(名单)?(的)?(日期|时间|起始日期)|from"),
    ("from", r"日期|时间|date"),
    ("reason", r"(列入|纳入|关注|具体|主要)?(原因|理由|缘由|事由)|reason"),
    (
        "reason",
        r"(具体|主要|基本|问题|现实|行为|学生|心理)?(情况|表现|描述)(说明|描述|简述|简介|概述)?|主要问题|问题描述|情况说明",
    ),
    ("evidence", r"(列入|判断|评估|认定)?(依据|佐证|佐证材料|证据)|evidence"),
    ("decided_in", r"(研究|研判|决定|认定)(决定)?(的)?(场合|会议|会|人|部门|主体)|decidedin"),
)
WORDS = Vocabulary(tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in _SHAPES))


def read_care_list(data: bytes, name: str) -> StudentList:
    """The rows of a care list: `level`, `problems`, `found_through`, `from`, `reason`, `evidence`, `decided_in`."""
    return read_student_list(data, name, WORDS)
