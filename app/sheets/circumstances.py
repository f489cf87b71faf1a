"""The lists that offices send: results, academic warnings, awards, discipline, hardship."""

from __future__ import annotations

import re

from app.sheets.student_list import StudentList, Vocabulary, read_student_list

_DAYS = "认定|处分|预警|获奖|表彰|奖励|公布|发文|评定|下发|通报|决定|发布|公示|受理|授予|登记|生效|批准|成绩公布"
WORDS = Vocabulary(
    fields=(
        ("day", re.compile(r"(发生|事发)?(日期|时间)|date|when", re.IGNORECASE)),
        ("day", re.compile(rf"({_DAYS})(的)?(日期|时间|年月|日)")),
        (
            "office",
            re.compile(
                r"(信息|数据)?来源|(发布|发文|提供|认定|报送|颁发|授予|处理|评定|主管|填报|责任|来源)?(部门|单位|处室|机构)"
                r"|office|source",
                re.IGNORECASE,
            ),
        ),
    ),
    # The student's record has these, or another sheet; a note is read by more people than they are meant for.
    left_out=re.compile(
        r".*(电话|手机|联系方式|联络方式|邮箱|微信|QQ|出生|籍贯|住址|地址|银行|卡号).*|专业(名称)?|民族|政治面貌"
        r"|(宿舍|寝室|房间|楼栋|床位)(号|楼|楼栋)?|(入学|出生)(日期|年月|时间)|辅导员(姓名)?|班主任(姓名)?",
        re.IGNORECASE,
    ),
    bare=re.compile(r".*(原因|事由|缘由|理由|事实|说明|备注|详情|描述)|reason|note|remarks?", re.IGNORECASE),
)


def read_circumstances(data: bytes, name: str) -> StudentList:
    """The rows of an office's list: `day` and `office` where it has such columns, all else `beside`."""
    return read_student_list(data, name, WORDS)
