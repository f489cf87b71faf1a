"""Texts and names made findable: nothing that holds the words is missed, readings of names included."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.words import bigrams, found_in, name_keys, query_terms, runs

LETTERS = st.text(st.sampled_from("睡眠不好abC1 ，。·_\n𠮷é"), max_size=14)


def fits(index: str, query: str) -> bool:
    """What FTS5 does with the terms: every quoted one is there, starred ones as the beginning of one."""
    there = index.split()
    for term, star in re.findall(r'"([^"]*)"(\*?)', query):
        if not any(t.startswith(term) if star else t == term for t in there):
            return False
    return True


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("睡眠不好", "睡眠 眠不 不好 好"),
        ("好", "好"),
        ("", ""),
        ("，。！", ""),
        ("睡眠，不好", "睡眠 眠 不好 好"),
        ("Room 302", "ro oo om m 30 02 2"),
        ("𠮷野", "𠮷野 野"),
        ("a_b", "a b"),
    ],
)
def test_the_index_holds_pairs_and_last_characters(text: str, terms: str) -> None:
    assert bigrams(text).split() == terms.split()


@given(LETTERS, LETTERS, LETTERS)
def test_a_text_is_found_by_any_run_of_it(before: str, wanted: str, after: str) -> None:
    text = before + wanted + after
    if runs(wanted):
        assert fits(bigrams(text), query_terms(wanted))
        assert found_in(text, wanted) is not None


@given(LETTERS, LETTERS)
def test_what_the_recheck_finds_the_index_has(text: str, query: str) -> None:
    if found_in(text, query) is not None:
        assert fits(bigrams(text), query_terms(query))


def test_the_recheck_drops_what_only_has_the_pairs() -> None:
    text = "甲乙丙 乙丙丁"
    assert fits(bigrams(text), query_terms("甲乙丙丁"))
    assert found_in(text, "甲乙丙丁") is None
    assert found_in(text, "丙丁") == 5
    assert found_in("Wang Lei", "LEI") == 5
    assert found_in("睡眠不好", "不好 睡眠") == 2
    assert found_in("任何", "，") is None


def test_a_query_of_no_letters_asks_for_nothing() -> None:
    assert query_terms("") == query_terms(" ，\"*' ") == ""
    assert query_terms("睡") == '"睡"*'
    assert query_terms('"睡眠" OR 好') == '"睡眠" AND "or" AND "好"*'


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("欧阳娜娜", "ouyangnana oynn ouyangnn oynana ouynn oyangnana 欧阳"),
        ("单小红", "shanxiaohong sxh danxiaohong dxh"),
        ("仇英", "qiuying qy chouying cy"),
        ("解珍", "xiezhen xz jiezhen"),
        ("曾国", "zengguo zg cengguo"),
        ("区志", "ouzhi oz quzhi"),
        ("查良镛", "zhaliangyong zly chaliangyong"),
        ("朴树", "piaoshu ps pushu"),
        ("尉迟恭", "yuchigong ycg weichigong"),
        ("万俟卨", "moqi mq wansi"),
        ("单于飞", "chanyf shanyf chanyufei"),
        ("吕布", "lvbu lb"),
        ("Anna Müller", "annam ANNA"),
        ("阿卜杜热合曼·买买提", "abudu 阿卜 abdrhmmmt"),
        ("古丽", "guli gl"),
        ("𠮷田", "𠮷 𠮷tian 𠮷t"),
        ("㛃怡", "㛃"),
    ],
)
def test_a_name_is_found_by_every_way_of_typing_it(name: str, typed: str) -> None:
    keys = name_keys(name)
    for way in typed.split():
        assert any(k.startswith(way.casefold()) for k in keys), way
    assert not any(k.startswith("zzz") for k in keys)


def test_an_empty_name_has_no_keys() -> None:
    assert name_keys("") == name_keys(" · ") == frozenset()


@pytest.mark.parametrize("name", ["尉迟乐曾单重长行和着了", "买买提吐尔逊阿卜杜热合曼艾", "长" * 40, "a" * 300])
def test_a_long_name_costs_little(name: str) -> None:
    name_keys("热身")  # the tables of readings are read once
    start = time.process_time()
    assert len(name_keys(name)) < 2000
    assert time.process_time() - start < 1
