"""Texts that Hypothesis draws: anything at all, and mixtures of what folding and MeCab mind."""

from hypothesis import strategies as st

_AWKWARD = (
    "日本国國家の安全保障はがかカガヴァヴェヴー々〇二三年令和十、。「」（）！？　 \n\t\x00\x7f"
    "ｶﾞﾊﾟＡｂ１９㍻①ﬁßİıéō'’-–—.,+#0123456789aAbBcCusUS\u3099\u309a\u0301\u00ad\u200b\ufe00\U000e0100"
    "한글中国這国𠮷😀👨\u200d👩\ud800\ue000\ue001\u2028ﾞ゛ǆⅣ½"
)

texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=_AWKWARD, max_size=60),
    st.lists(
        st.sampled_from(
            ["経済安全保障", "太平洋", "半導体", "サーバー", "ヴェトナム", "COVID-19", "U.S.", "the ", "IT", "C++",
             "1,234.5", "二〇二三年", "令和十二年", "國家", "を", "は、", "。", "」と", "「", " ", "\n", "Dr. ", "Abe",
             "\x00", "\ue000", "5G", "-", "か\u3099"]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip
