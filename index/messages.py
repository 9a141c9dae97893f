"""What can go wrong while asking, in both languages."""

from errors import register

register(
    {
        "query-empty": (
            "The query is empty. Type a word, a “phrase” or a filter such as year:2021..2023.",
            '検索語がありません。語句、"フレーズ"、または 年:2021..2023 のような条件を'
            "入力してください。",
        ),
        "query-quote-open": (
            "The phrase {value} has no closing quotation mark. Add one, or remove the opening one.",
            "フレーズ {value} の引用符が閉じていません。閉じるか、開きの引用符を消してください。",
        ),
        "query-phrase-empty": (
            "A phrase between quotation marks is empty. Write words between the marks.",
            "引用符の中が空です。フレーズを入力してください。",
        ),
        "query-only-without": (
            "The query only leaves out words ({value}). Add at least one word to look for.",
            "除外する語（{value}）だけが指定されています。探す語を一つ以上加えてください。",
        ),
        "query-filter-empty": (
            "The filter {name}: has no value. Write it without a space, like {example}.",
            "条件「{name}:」に値がありません。{example} のように空白なしで続けてください。",
        ),
        "query-filter-unknown": (
            "There is no filter {name}:. Did you mean {suggestion}:? To search for the words as"
            " they are, put a space after the colon.",
            "条件「{name}:」はありません。「{suggestion}:」のことでしょうか。語句として探す場合は、"
            "コロンの後に空白を入れてください。",
        ),
        "query-filter-negative": (
            "The filter {name}: cannot be left out with a minus. Name the values to keep instead.",
            "条件「{name}:」はマイナスで除外できません。残したい値を指定してください。",
        ),
        "query-type-unknown": (
            "There is no document type “{value}”. Choose one of: {choices}.",
            "文書の種類「{value}」はありません。次から選んでください: {choices_ja}。",
        ),
        "query-language-unknown": (
            "“{value}” is not a language of the library. Write lang:ja or lang:en.",
            "言語「{value}」は指定できません。言語:日本語 または 言語:英語 としてください。",
        ),
        "query-year-unreadable": (
            "“{value}” is not a period. Write year:2021, year:2021..2023, year:2021.. or"
            " year:令和3年.",
            "「{value}」は期間として読めません。年:2021、年:2021..2023、年:2021..、年:令和3年 の"
            "ように書いてください。",
        ),
        "query-year-reversed": (
            "The period {value} ends before it begins. Write the earlier year first.",
            "期間 {value} の終わりが始まりより前です。早い年を先に書いてください。",
        ),
        "query-year-twice": (
            "The query names two periods, {first} and {second}. Write one, like year:2021..2023.",
            "期間が二つ（{first} と {second}）指定されています。年:2021..2023 のように"
            "一つにまとめてください。",
        ),
        "index-encoder-mismatch": (
            "The library was indexed with the encoder {found}, but the one in use is {wanted}."
            " Run `kakehashi rebuild`, or set the encoder back.",
            "索引は埋め込みモデル {found} で作られていますが、現在のモデルは {wanted} です。"
            "`kakehashi rebuild` を実行するか、モデルの設定を元に戻してください。",
        ),
        "index-analyzer-mismatch": (
            "The index was made with another word analysis or term base ({found}; now {wanted})."
            " Run `kakehashi rebuild`.",
            "索引は別の語句解析または用語集で作られています（{found}、現在は {wanted}）。"
            "`kakehashi rebuild` を実行してください。",
        ),
        "index-locked": (
            "Another process is updating the index at {path}. Wait for it to finish, then try"
            " again.",
            "別の処理が「{path}」の索引を更新しています。終わってからやり直してください。",
        ),
        "index-read-only": (
            "The index at {path} was opened for reading only. Open it for writing to {verb} it.",
            "「{path}」の索引は読み取り専用で開かれています。更新（{verb}）するには書き込み用に"
            "開いてください。",
        ),
    }
)
