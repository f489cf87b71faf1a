"""Words like a diagnosis: found however they are spelt, and left alone where they are lawful."""

from __future__ import annotations

import tomllib
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paths import resource
from app.records.diagnosis_words import find_diagnosis_words, read_lexicon

LEXICON = read_lexicon(tomllib.loads(resource("diagnosis_words.toml").read_text(encoding="utf-8")))


def words(text: str) -> list[str]:
    return [found.word for found in find_diagnosis_words(text, LEXICON)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("该生患有抑郁症", ["患有", "抑郁症"]),
        ("有双相情感障碍，情绪不稳", ["双相情感障碍"]),
        ("像是精神分裂症。", ["精神分裂症"]),
        ("焦虑症、强迫症都有", ["焦虑症", "强迫症"]),
        ("属于边缘型人格障碍", ["边缘型人格障碍"]),
        ("近来躁狂，花钱很多", ["躁狂"]),
        ("躁狂状态", ["躁狂"]),
        ("创伤后应激障碍", ["创伤后应激障碍"]),
        ("已确诊", ["确诊"]),
        ("可能是抑郁症", ["抑郁症"]),  # a guess at an illness is one
        ("不是抑郁症", ["抑郁症"]),  # and so is ruling one out
        ("抑郁症学生", ["抑郁症"]),
        ("他神经病！", ["神经病"]),
        ("精神病，要送走", ["精神病"]),
        ("建议到医院就诊，患有抑郁症", ["患有", "抑郁症"]),  # the hospital has not said so
        ("自述睡不好\n患有抑郁症", ["患有", "抑郁症"]),  # another line is another sentence
        ("母亲说家里都好。现在躁狂发作。", ["躁狂发作"]),
        ("He has PTSD and depression", ["PTSD", "depression"]),
        ("Suffers from a personality disorder", ["suffers from", "personality disorder"]),
        ("He says he sleeps badly. He is manic.", ["manic"]),
        ("two anxiety disorders", ["anxiety disorder"]),
    ],
)
def test_a_diagnosis_is_pointed_out(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "情绪低落，连续两周没有到课，夜里两点还在走廊",
        "疑似抑郁症，建议就医",
        "疑似患有双相情感障碍",
        "怀疑有焦虑症，已转介",
        "请医院排除精神分裂症",
        "自述曾被诊断为抑郁症",
        "据家长说，高中时确诊过抑郁症",
        "医院诊断为双相情感障碍",
        "在市二院诊断为：焦虑症",
        "诊断书上写的是强迫症",
        "否认精神病史",
        "抑郁自评量表（SDS）53分",
        "抑郁症筛查量表 PHQ-9 12分",
        "广泛性焦虑障碍量表 GAD-7 8分",
        "SCL-90 强迫症状因子分 2.1",
        "焦虑症状明显",
        "去过精神病医院，在精神病专科门诊",
        "精神病学教授的讲座",
        "确诊甲流，请假三天",
        "患有先天性心脏病和哮喘",
        "不作诊断",
        "压力大，情绪激动，说活着没意思",
        "suspected depression, advised to see a doctor",
        "reports that a hospital diagnosed depression",
        "According to his mother he was diagnosed with OCD",
        "PHQ-9 depression scale: 12",
        "suffers from asthma",
        "a Roman icon; psycho-social support; cold weather",
        "",
    ],
)
def test_what_was_seen_suspected_told_or_measured_is_left_alone(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "written", "word"),
    [
        ("有抑 郁\n症。", "抑 郁\n症", "抑郁症"),
        ("有抑鬱症", "抑鬱症", "抑郁症"),
        ("創傷後應激障礙", "創傷後應激障礙", "创伤后应激障碍"),
        ("躁\u200b狂", "躁\u200b狂", "躁狂"),
        ("是ＰＴＳＤ吗", "ＰＴＳＤ", "PTSD"),
        ("P.T.S.D", "P.T.S.D", "PTSD"),
        ("ptsd", "ptsd", "PTSD"),
        ("an obsessive-\ncompulsive  disorder", "obsessive-\ncompulsive  disorder", "obsessive compulsive disorder"),
        (normalize("NFD", "schizophrénia") + "!", normalize("NFD", "schizophrénia"), "schizophrenia"),
        ("😀躁狂", "躁狂", "躁狂"),
    ],
)
def test_the_place_is_that_of_the_text_as_it_was_written(text: str, written: str, word: str) -> None:
    [found] = find_diagnosis_words(text, LEXICON)
    assert (text[found.start : found.end], found.word) == (written, word)


@given(st.text(max_size=80), st.sampled_from([word for word, _ in LEXICON.words]), st.text(max_size=80))
def test_any_text_is_read_and_places_stand_in_order(before: str, word: str, after: str) -> None:
    text = before + word + after
    found = find_diagnosis_words(text, LEXICON)
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))


@given(st.sampled_from([w for w, h in LEXICON.words if "\u4e00" <= w[0] <= "\u9fff"]), st.data())
def test_gaps_within_a_word_hide_nothing(word: str, data: st.DataObject) -> None:
    gaps = st.sampled_from(["", " ", "\u3000", "\n", "\u200b", "·", "-"])
    spelt = "".join(sign + (data.draw(gaps) if k < len(word) - 1 else "") for k, sign in enumerate(word))
    [found] = find_diagnosis_words(f"他{spelt}了", LEXICON)
    assert (found.word, f"他{spelt}了"[found.start : found.end]) == (word, spelt)
